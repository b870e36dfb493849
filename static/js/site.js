// Small comforts on every page. Nothing depends on them.

// A message can be put away; without JavaScript it goes with the next page.
for (const button of document.querySelectorAll("[data-dismiss]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const message = button.closest(".alert");
    const list = message.parentElement;
    message.remove();
    if (!list.children.length) list.remove();
    document.getElementById("main")?.focus({ preventScroll: true });
  });
}

// The menu closes on Escape, and when one presses or moves elsewhere.
for (const menu of document.querySelectorAll("details.menu")) {
  const close = () => menu.removeAttribute("open");
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    close();
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) close();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
  });
}

// The browser knows its time zone; a form that asks for it gets it filled in.
for (const field of document.querySelectorAll("[data-browser-zone]")) {
  if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

// What only works with JavaScript (passkeys) shows itself only with it.
for (const part of document.querySelectorAll("[data-needs-js]")) part.hidden = false;

// After a form came back with errors, begin at the first field that wants another look.
document.querySelector("main [aria-invalid='true']")?.focus();
