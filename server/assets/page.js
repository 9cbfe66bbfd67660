// Results while typing: asks for the part of /search that changes and puts it into the page.
// Without this script the form does the same with a whole page.
const form = document.querySelector("form.box");
const box = form.elements.q;
const results = document.getElementById("results");
const status = document.getElementById("status");
let timer = 0, speaker = 0, running = null, shown = address();

function address() {
  const fields = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...fields]) if (!value && name !== "q") fields.delete(name);
  return form.getAttribute("action") + "?" + fields;
}

async function refresh() {
  const wanted = address();
  if (wanted === shown) return;
  running?.abort();
  const mine = running = new AbortController();
  document.body.classList.add("busy");
  try {
    const answer = await fetch(wanted + "&fragment=1", { signal: mine.signal });
    const html = await answer.text();
    if (mine.signal.aborted) return;
    if (!answer.ok && answer.status !== 400) throw new Error(answer.statusText);
    const open = results.querySelector(".facets details")?.open;
    results.innerHTML = html;
    const more = results.querySelector(".facets details");
    if (open && more) more.open = true;
    shown = wanted;
    document.body.classList.remove("home");
    document.title = results.firstElementChild?.dataset.title ?? document.title;
    history.replaceState(null, "", wanted);
    clearTimeout(speaker);
    speaker = setTimeout(() => { status.textContent = results.querySelector("[data-status]")?.textContent ?? ""; }, 500);
  } catch {
    // An aborted or failed request leaves the last results; Enter sends the form.
  } finally {
    if (running === mine) document.body.classList.remove("busy");
  }
}

form.addEventListener("input", (event) => {
  if (event.isComposing) return;
  clearTimeout(timer);
  timer = setTimeout(refresh, 80);
});
box.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(refresh, 80); });
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (address() === shown && !document.body.classList.contains("home")) { event.preventDefault(); box.blur(); }
});

// "/" goes to the box; up and down walk from hit to hit, and back to the box.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
  if (event.key === "/" && !typing) {
    event.preventDefault();
    box.focus();
    box.select();
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...results.querySelectorAll(".hit h2 a")];
  const at = links.indexOf(document.activeElement);
  if (at < 0 && (document.activeElement !== box || event.key === "ArrowUp")) return;
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  if (next >= links.length) return;
  event.preventDefault();
  next < 0 ? box.focus() : links[next].focus();
});
