// Puts a search above a list of areas: while one types, the list stands open with what fits, under the names of its groups.
// It stays the select it was, so arrows, screen readers and phones know it; without JavaScript it is all there is.
for (const select of document.querySelectorAll("select[data-search]")) {
  const groups = [...select.querySelectorAll("optgroup")].map((group) => ({
    label: group.label,
    options: [...group.querySelectorAll("option")],
  }));
  const first = select.querySelector("option[value='']");

  const label = document.createElement("label");
  const input = document.createElement("input");
  const said = document.createElement("p");
  input.type = "search";
  input.id = `${select.id}_search`;
  input.autocomplete = "off";
  input.setAttribute("aria-controls", select.id);
  label.htmlFor = input.id;
  label.className = "visually-hidden";
  label.textContent = select.dataset.search;
  input.placeholder = select.dataset.search;
  input.className = "area-search";
  said.className = "small quiet area-said";
  said.setAttribute("role", "status");
  select.before(label, input);
  select.after(said);

  const narrow = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = select.value;
    const fits = (group, option) => {
      const text = `${group.label} ${option.textContent} ${option.dataset.more ?? ""}`.toLowerCase();
      return words.every((word) => text.includes(word));
    };
    const shown = groups
      .map((group) => ({ ...group, options: group.options.filter((one) => one.value === chosen || fits(group, one)) }))
      .filter((group) => group.options.length);
    const count = groups.reduce((sum, group) => sum + group.options.filter((one) => fits(group, one)).length, 0);
    select.replaceChildren(
      ...(first ? [first] : []),
      ...shown.map(({ label: name, options }) => {
        const group = document.createElement("optgroup");
        group.label = name;
        group.append(...options);
        return group;
      }),
    );
    select.value = chosen;
    select.size = words.length ? Math.min(8, Math.max(2, count + shown.length + 1)) : 1;
    said.textContent = words.length ? select.dataset[count === 1 ? "one" : "many"].replace("%n", count) : "";
  };

  input.addEventListener("input", (event) => {
    event.stopPropagation(); // the search itself is no part of the draft
    narrow();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "ArrowDown") {
      event.preventDefault();
      select.focus();
    }
  });
  const settle = () => {
    if (!select.value) return;
    input.value = "";
    narrow();
  };
  select.addEventListener("click", settle);
  select.addEventListener("blur", settle);
}
