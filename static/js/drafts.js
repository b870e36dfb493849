// Sends what is typed every few seconds, and when the window is left, so that it is offered when its writer comes back.
// Nothing is saved by it, and nothing depends on it: the button saves.

const tab = document.querySelector("input[name='draft_tab']");
const form = tab?.form;

if (form) {
  const said = form.querySelector("[data-draft-said]");
  const fields = () => {
    const data = new FormData(form);
    for (const name of ["csrfmiddlewaretoken", "draft_owner", "draft_base", "draft_tab", "draft_path"]) data.delete(name);
    return new URLSearchParams(data).toString();
  };
  let kept = fields();
  let timer = 0;
  let isLeaving = false;

  const send = async (keepalive) => {
    clearTimeout(timer);
    const typed = fields();
    if (isLeaving || typed === kept) return;
    const body = new URLSearchParams(new FormData(form));
    if (!body.has("draft_path")) body.set("draft_path", location.pathname);
    try {
      const answer = await fetch(tab.dataset.keepAt, { method: "POST", body, keepalive });
      if (answer.status === 204) {
        kept = typed;
        said.textContent = tab.dataset.kept;
      } else if (answer.status === 403) {
        said.textContent = tab.dataset.gone;
      }
    } catch {
      // No line just now: the next pause in typing tries again.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(send, 2000);
  });
  form.addEventListener("submit", () => {
    isLeaving = true;
    clearTimeout(timer);
  });
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send(true);
  });
  addEventListener("pagehide", () => send(true));
  addEventListener("pageshow", (event) => {
    if (event.persisted) isLeaving = false;
  });
}
