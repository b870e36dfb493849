// The values page without a reload, and with dragging. The buttons do the same by themselves where there is no JavaScript.
const form = () => document.querySelector("[data-values]");
const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.querySelector("main").append(status);

const MOVES = /^(up|down|back|keep|order)(:|$)/;
let busy = false;

// Sends the form as `button` would, and puts the parts of the answer in place. Anything unexpected: the ordinary way.
async function send(name, focus) {
  const data = new FormData(form());
  data.set("do", name);
  busy = true;
  try {
    const answer = await fetch(form().action, { method: "POST", body: data, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const step = page.querySelector(".step--values");
    if (!step) throw new Error("another page");
    document.querySelector(".step--values").replaceWith(document.adoptNode(step));
  } catch {
    window.location.reload();
    return;
  } finally {
    busy = false;
  }
  prepare();
  const target = focus();
  target?.focus();
}

function say(slug) {
  const row = document.getElementById(`value-${slug}`);
  if (row) status.textContent = row.querySelector(".value-row__name").textContent.trim();
}

function prepare() {
  form().addEventListener("submit", (event) => {
    const name = event.submitter?.value ?? "go";
    if (!MOVES.test(name)) return;
    event.preventDefault();
    if (busy) return;
    const slug = name.split(":")[1];
    send(name, () => {
      say(slug);
      const again = [...form().querySelectorAll("button[name=do]")].find((button) => button.value === name);
      if (again) return again;
      if (name.startsWith("keep")) return document.querySelector(`#value-${slug} textarea`);
      return document.querySelector("#others button");
    });
  });

  for (const row of form().querySelectorAll("[data-row]")) {
    // Alt with an arrow moves the value one is writing about.
    row.addEventListener("keydown", (event) => {
      if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      if (busy) return;
      const slug = row.id.slice("value-".length);
      const focused = document.activeElement?.id;
      const move = event.key === "ArrowUp" ? "up" : "down";
      send(`${move}:${slug}`, () => {
        say(slug);
        return document.getElementById(focused) ?? document.querySelector(`#value-${slug} button`);
      });
    });

    // Only the head drags: text in the fields can still be selected.
    const head = row.querySelector(".value-row__name");
    head.draggable = true;
    head.addEventListener("dragstart", (event) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.id);
      event.dataTransfer.setDragImage(row, 20, 20);
      row.classList.add("is-dragged");
    });
    head.addEventListener("dragend", () => row.classList.remove("is-dragged"));
    row.addEventListener("dragover", (event) => {
      const dragged = form().querySelector(".is-dragged");
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const box = row.getBoundingClientRect();
      if (event.clientY < box.top + box.height / 2) row.before(dragged);
      else row.after(dragged);
    });
  }
  form().querySelector("[data-rows]")?.addEventListener("dragover", (event) => event.preventDefault());
  form().querySelector("[data-rows]")?.addEventListener("drop", (event) => {
    event.preventDefault();
    const dragged = form().querySelector(".is-dragged");
    if (dragged && !busy) send("order", () => document.querySelector(`#${dragged.id} button`));
  });
}

if (form()) prepare();
