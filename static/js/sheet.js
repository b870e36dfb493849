// Saves a cell of a decision sheet when it is left, or when one pauses. Without it the button saves all of them.
// Each save names the version that was read, so another tab is never written over unseen: both texts are shown, and one chooses.

const form = document.querySelector("form[data-sheet]");

if (form) {
  const said = form.dataset;
  let isLeaving = false;
  let isGone = false;

  for (const cell of form.querySelectorAll("[data-cell]")) {
    const name = cell.dataset.cell;
    const version = form.elements[`${name}-version`];
    const text = form.elements[`${name}-text`];
    const state = cell.querySelector("[data-state]");
    const levels = [...cell.querySelectorAll("input[type=radio]")];
    const content = () => `${levels.find((one) => one.checked)?.value ?? ""}\n${text.value.trim()}`;
    let kept = content();
    let timer = 0;
    let running = false;

    const put = (level, words) => {
      for (const one of levels) one.checked = one.value === level;
      text.value = words;
    };

    const choose = ({ level, label, text: words, version: theirs }) => {
      cell.querySelector("[data-elsewhere-box]")?.remove();
      const box = document.createElement("div");
      box.className = "well well--weld";
      box.dataset.elsewhereBox = "";
      box.setAttribute("role", "alert");
      const head = document.createElement("p");
      head.className = "small";
      head.textContent = `${said.elsewhere} ${label}`;
      const body = document.createElement("p");
      body.className = "words words--small entry__words";
      body.textContent = words || "–";
      const buttons = document.createElement("div");
      buttons.className = "actions";
      for (const [caption, act] of [
        [said.mine, () => save()],
        [said.theirs, () => ((kept = `${level}\n${words}`), put(level, words), (state.textContent = said.saved))],
      ]) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button";
        button.textContent = caption;
        button.addEventListener("click", () => {
          box.remove();
          version.value = theirs;
          act();
          text.focus();
        });
        buttons.append(button);
      }
      box.append(head, body, buttons);
      text.closest(".field").before(box);
      state.textContent = "";
    };

    const posted = (from) => {
      const body = new URLSearchParams(new FormData(form));
      body.set("cell", name);
      body.set(version.name, from);
      return body;
    };

    const save = async () => {
      clearTimeout(timer);
      const now = content();
      const waits = cell.querySelector("[data-elsewhere-box][role=alert]");
      if (isLeaving || running || waits || now === kept) return;
      if (isGone) {
        state.textContent = said.gone;
        return;
      }
      running = true;
      state.textContent = said.saving;
      const body = posted(version.value);
      // A link that is followed at once must not take the save with it; a browser allows that up to 64 KiB.
      const keepalive = body.toString().length < 60_000;
      try {
        const answer = await fetch(form.action, { method: "POST", body, keepalive, redirect: "manual" });
        if (answer.type === "opaqueredirect") {
          isGone = true;
          state.textContent = said.gone;
          return;
        }
        if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
          state.textContent = said.failed;
          return;
        }
        const told = await answer.json();
        if (told.state === "saved") {
          version.value = told.version;
          kept = now;
          state.textContent = told.text ?? said.saved;
        } else if (told.state === "elsewhere") {
          choose(told);
        } else {
          state.textContent = told.text;
        }
      } catch {
        state.textContent = said.offline;
        timer = setTimeout(save, 5000);
        return;
      } finally {
        running = false;
      }
      if (content() !== now) timer = setTimeout(save, 800);
    };

    cell.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (content() !== kept) state.textContent = "";
      timer = setTimeout(save, event.target === text ? 1500 : 300);
    });
    cell.addEventListener("focusout", (event) => {
      if (!cell.contains(event.relatedTarget)) save();
    });
    addEventListener("pagehide", () => {
      if (!running) return save();
      if (isLeaving || content() === kept) return;
      // A save is under way, and its answer comes too late: this one goes on from the version that it makes.
      fetch(form.action, { method: "POST", body: posted(Number(version.value) + 1), keepalive: true });
    });
    addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") save();
    });
  }

  form.addEventListener("submit", () => {
    isLeaving = true;
  });
}
