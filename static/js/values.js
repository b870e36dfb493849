// The values page without a reload, and with dragging. The buttons do the same by themselves where there is no JavaScript.
const form = () => document.querySelector("[data-values]");
const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.querySelector("main").append(status);

const MOVES = /^(up|down|back|keep|hold|drop|withdraw|order|undo)(:|$)/;
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

// Reads out what the move did, or why it was refused.
function say() {
  const said = document.querySelector(".step--values [data-said]")?.textContent.trim();
  const refusal = document.querySelector(".step--values [data-refusal]")?.textContent.trim();
  status.textContent = "";
  requestAnimationFrame(() => {
    status.textContent = refusal || said || "";
  });
}

function moveButton(name) {
  return [...form().querySelectorAll("button[name=do]")].find((button) => button.value === name);
}

function prepare() {
  form().addEventListener("submit", (event) => {
    const name = event.submitter?.value ?? "go";
    if (!MOVES.test(name)) return;
    event.preventDefault();
    if (busy) return;
    const slug = name.split(":")[1];
    send(name, () => {
      say();
      return (
        moveButton(name) ??
        (slug && document.querySelector(`#value-${slug} :is(textarea, button)`)) ??
        document.querySelector("#others button")
      );
    });
  });

  for (const row of form().querySelectorAll("[data-row]")) {
    // Alt with an arrow moves the value one is writing about; on the two move buttons an arrow alone does.
    row.addEventListener("keydown", (event) => {
      const onButton = /^(up|down):/.test(event.target.value ?? "") && event.target.matches("button");
      if (!(event.altKey || onButton) || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      if (busy) return;
      const slug = row.id.slice("value-".length);
      const focused = document.activeElement?.id;
      const move = event.key === "ArrowUp" ? "up" : "down";
      send(`${move}:${slug}`, () => {
        say();
        return (focused && document.getElementById(focused)) || (onButton && moveButton(`${move}:${slug}`)) || document.querySelector(`#value-${slug} button`);
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
    if (dragged && !busy) send("order", () => {
      say();
      return document.querySelector(`#${dragged.id} button`);
    });
  });
}

if (form()) prepare();
