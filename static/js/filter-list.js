// Narrows a long list of ticks while one types. Without JavaScript the button beside the field does it on the server.
for (const root of document.querySelectorAll("[data-filter]")) {
  const input = root.querySelector("[data-filter-input]");
  if (!input) continue;
  const none = root.querySelector("[data-filter-none]");

  const narrow = () => {
    const wanted = input.value.trim().toLowerCase();
    let found = 0;
    for (const row of root.querySelectorAll("[data-filter-row]")) {
      // What is ticked stays in sight: it would be saved unseen otherwise.
      const shows = row.textContent.toLowerCase().includes(wanted) || row.querySelector("input").checked;
      row.hidden = !shows;
      found += shows;
    }
    for (const group of root.querySelectorAll("[data-filter-group]")) {
      group.hidden = !group.querySelector("[data-filter-row]:not([hidden])");
    }
    if (none) none.textContent = found ? "" : none.dataset.none;
  };

  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  root.querySelector("[data-filter-button]")?.setAttribute("hidden", "");
}
