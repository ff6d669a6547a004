// Sets the chosen theme before anything is painted; without a choice the system's stands.
(() => {
  const root = document.documentElement;
  const held = () => {
    try {
      return localStorage.getItem("stemma-theme");
    } catch {
      return null; // Storage may be forbidden; then the system's theme stands.
    }
  };
  const choice = held();
  if (choice === "light" || choice === "dark") root.dataset.theme = choice;
})();
