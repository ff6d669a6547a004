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

const NAMES = { ground: "--ground", raised: "--raised", ink: "--ink", faint: "--ink-soft", line: "--line-strong", accent: "--accent", bad: "--bad" };

/** The colours of the page as it is now, light or dark. */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(Object.entries(NAMES).map(([name, variable]) => [name, style.getPropertyValue(variable).trim() || "#777"]));
}

/** The stylesheet of the picture in the given colours. */
export function sheet(colour) {
  const font = { "font-family": "system-ui, sans-serif", color: colour.ink };
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
        "line-color": colour.faint,
        "curve-style": "straight",
        "target-arrow-shape": "triangle",
        "target-arrow-color": colour.faint,
        "arrow-scale": 1.1,
        "font-size": 10.5,
        "line-height": 1.2,
        "text-wrap": "wrap",
        color: colour.faint,
        "source-label": "data(near)",
        "target-label": "data(far)",
        "source-text-offset": "data(offset)",
        "target-text-offset": "data(offset)",
      },
    },
    { selector: "edge[status = 'proposed']", style: { "line-style": "dashed", "line-dash-pattern": DASHES.proposed, "target-arrow-fill": "hollow" } },
    { selector: "edge[status = 'confirmed']", style: { width: 2.5, "line-color": colour.ink, "target-arrow-color": colour.ink, color: colour.ink } },
    {
      selector: "edge[status = 'rejected']",
      style: { "line-style": "dashed", "line-dash-pattern": DASHES.rejected, "line-color": colour.bad, "target-arrow-color": colour.bad, "target-arrow-shape": "tee" },
    },
    { selector: "edge[status = 'withdrawn']", style: { "line-style": "dotted", "target-arrow-fill": "hollow" } },
    { selector: "edge:selected", style: { "line-color": colour.accent, "target-arrow-color": colour.accent, width: 3 } },
  ];
}
