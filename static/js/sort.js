// Sorting by dragging: an extra to the up and down buttons, which do the same without JavaScript.
//
// <ol data-sortable> holds rows; each row holds <input type="hidden" name="order" value="…"> and a handle
// <button type="button" data-sort-handle hidden>. The server reads the order of the hidden fields with the next save.
// Ranks shown in a row (.rank) follow. Arrow keys on a handle move its row too.

function renumber(list) {
  [...list.children].forEach((row, index) => {
    const rank = row.querySelector(".rank");
    if (rank) rank.textContent = String(index + 1);
  });
}

function sortable(list) {
  for (const handle of list.querySelectorAll("[data-sort-handle]")) {
    handle.hidden = false;
    const row = [...list.children].find((child) => child.contains(handle));

    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      row.classList.add("is-dragged");
    });
    handle.addEventListener("pointermove", (event) => {
      if (!row.classList.contains("is-dragged")) return;
      const before = row.previousElementSibling;
      const after = row.nextElementSibling;
      const middle = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2;
      if (before && event.clientY < middle(before)) before.before(row);
      else if (after && event.clientY > middle(after)) after.after(row);
      else return;
      // Moving the row in the document lets go of the pointer.
      handle.setPointerCapture(event.pointerId);
      renumber(list);
    });
    const drop = () => row.classList.remove("is-dragged");
    handle.addEventListener("pointerup", drop);
    handle.addEventListener("pointercancel", drop);

    handle.addEventListener("keydown", (event) => {
      const other =
        event.key === "ArrowUp" ? row.previousElementSibling : event.key === "ArrowDown" ? row.nextElementSibling : null;
      if (!other) return;
      event.preventDefault();
      if (event.key === "ArrowUp") other.before(row);
      else other.after(row);
      renumber(list);
      handle.focus();
    });
  }
}

for (const list of document.querySelectorAll("[data-sortable]")) sortable(list);
