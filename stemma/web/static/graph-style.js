// How the picture looks: the colours of the page, a shape for each kind, a line and a word for each status.

/** A shape for each kind; the legend beside the picture names them. */
export const SHAPES = {
  Dataset: "round-rectangle",
  Benchmark: "hexagon",
  Model: "octagon",
  Paper: "cut-rectangle",
  Repository: "barrel",
  Page: "rectangle",
  Name: "ellipse",
};

/** Dash patterns by status; the word stands on the edge too. */
export const DASHES = { proposed: [7, 4], confirmed: [], rejected: [2, 5], withdrawn: [1, 4] };

const NAMES = {
  ground: "--paper",
  raised: "--leaf",
  ink: "--ink",
  soft: "--soft",
  line: "--firm",
  accent: "--rubric",
  proposed: "--ochre",
  confirmed: "--verdigris",
  rejected: "--rubric",
  withdrawn: "--soft",
};

/** The colours of the page as it is now, light or dark; a variable's own text may still be a choice between two. */
export function colours() {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.hidden = true;
  const found = {};
  for (const [name, variable] of Object.entries(NAMES)) {
    probe.style.color = `var(${variable})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

/** The typefaces of the picture, its exports too. */
export const FACE = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

/** The stylesheet of the picture in the given colours. */
export function sheet(colour) {
  const font = { "font-family": FACE, color: colour.ink };
  const label = { "text-background-color": colour.ground, "text-background-opacity": 1, "text-background-padding": "2px" };
  return [
    {
      selector: "node",
      style: {
        ...font,
        shape: (node) => SHAPES[node.data("kind")] ?? "rectangle",
        width: "data(width)",
        height: "data(height)",
        "background-color": colour.raised,
        "border-color": colour.line,
        "border-width": 1.5,
        label: "data(label)",
        "text-wrap": "wrap",
        "text-valign": "center",
        "font-size": 12,
        "line-height": 1.25,
      },
    },
    { selector: "node[kind = 'Name'], node[state = 'unverified']", style: { "border-style": "dashed" } },
    { selector: "node[side = 'root']", style: { "border-width": 3, "border-color": colour.accent, "font-weight": 600 } },
    { selector: "node:selected", style: { "border-color": colour.accent, "outline-color": colour.accent, "outline-width": 2, "outline-offset": 3 } },
    {
      selector: "edge",
      style: {
        ...font,
        ...label,
        width: 1.5,
        "line-color": colour.soft,
        "curve-style": "bezier",
        "control-point-step-size": 46,
        "target-arrow-shape": "triangle",
        "target-arrow-color": colour.soft,
        "arrow-scale": 1.1,
        "font-size": 10.5,
        "line-height": 1.2,
        "text-wrap": "wrap",
        color: colour.soft,
        "source-label": "data(near)",
        "target-label": "data(far)",
        "source-text-offset": "data(offset)",
        "target-text-offset": "data(offset)",
      },
    },
    line("proposed", colour, { "line-style": "dashed", "line-dash-pattern": DASHES.proposed, "target-arrow-fill": "hollow" }),
    line("confirmed", colour, { width: 2.5 }),
    line("rejected", colour, { "line-style": "dashed", "line-dash-pattern": DASHES.rejected, "target-arrow-shape": "tee" }),
    line("withdrawn", colour, { "line-style": "dotted", "target-arrow-fill": "hollow" }),
    { selector: "edge:selected", style: { "line-color": colour.accent, "target-arrow-color": colour.accent, width: 3 } },
  ];
}

const line = (status, colour, more) => ({
  selector: `edge[status = '${status}']`,
  style: { "line-color": colour[status], "target-arrow-color": colour[status], color: colour[status], ...more },
});
