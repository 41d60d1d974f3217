// The site's behaviour, from its own files only: table of contents, copy buttons, search. The page
// is whole without it.

const root = new URL(".", document.currentScript.src);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// ---- table of contents ----

function heading_text(heading) {
  const copy = heading.cloneNode(true);
  copy.querySelectorAll("a.anchor").forEach((anchor) => anchor.remove());
  return copy.textContent.trim();
}

function fill_contents() {
  const nav = document.getElementById("toc");
  const headings = document.querySelectorAll("main :is(h2, h3)[id]");
  if (!nav) return;
  if (headings.length === 0) {
    nav.closest("aside > *").remove();
    return;
  }
  nav.setAttribute("aria-label", "On this page");
  const top = element("ul", { class: "nav nav-pills flex-column" });
  let inner = null;
  for (const heading of headings) {
    const link = element("a", { class: "nav-link", href: "#" + heading.id }, heading_text(heading));
    const entry = element("li", { class: "nav-item" }, link);
    if (heading.tagName === "H3" && top.lastChild) {
      if (!inner) top.lastChild.append((inner = element("ul", { class: "nav flex-column" })));
      inner.append(entry);
    } else {
      inner = null;
      top.append(entry);
    }
  }
  nav.append(top);
  new bootstrap.ScrollSpy(document.body, { target: "#toc" });
}

// ---- code ----

function add_copy_buttons() {
  for (const block of document.querySelectorAll("div.sourceCode")) {
    const look = { type: "button", class: "btn btn-primary btn-copy-ex" };
    const button = element("button", look, "Copy");
    block.classList.add("hasCopyButton");
    block.prepend(button);
    button.addEventListener("click", async () => {
      const code = block.querySelector("pre").textContent.replace(/^#>.*\n?/gm, "");
      await navigator.clipboard.writeText(code);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
  }
}

// What scrolls sideways can be reached by keyboard.
function mark_scrollers() {
  for (const block of document.querySelectorAll("main :is(pre, table)")) {
    if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
    else block.removeAttribute("tabindex");
  }
}

// ---- search ----

// A script and not JSON, so that it also loads from a file without a server.
function load_index() {
  if (window.search_index) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = element("script", { src: new URL("search.js", root).href });
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

// Sections that have most of the words, and have them in their headings; at most two of a page.
function find(query) {
  const words = query.toLowerCase().match(/[\p{L}\p{N}_.]{2,}/gu) ?? [];
  const score = (entry) => {
    const heading = `${entry.path} ${entry.title} ${entry.what}`.toLowerCase();
    const body = `${entry.text} ${entry.code}`.toLowerCase();
    return words.reduce((sum, word) => {
      return sum + (heading.includes(word) ? 14 : body.includes(word) ? 10 : 0);
    }, 0);
  };
  const shown = {};
  return window.search_index
    .map((entry) => ({ entry, score: score(entry) }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score)
    .filter(({ entry }) => (shown[entry.path] = (shown[entry.path] ?? 0) + 1) <= 2)
    .slice(0, 12)
    .map((found) => found.entry);
}

function result_link({ path, id, title, what, dir }) {
  const url = new URL(path.replace(/^\//, "") + (id ? "#" + id : ""), root);
  const parts = [dir, title, what].filter((part, i, all) => part && part !== all[i - 1]);
  const look = { class: "dropdown-item", href: url.href };
  return element("li", {}, element("a", look, parts.join(" › ")));
}

function start_search() {
  const input = document.getElementById("search-input");
  if (!input) return;
  const status = element("p", { class: "visually-hidden", role: "status" });
  const look = { id: "search-results", class: "dropdown-menu", "aria-label": "Results" };
  const results = element("ul", look);
  const form = input.form;
  form.append(status, results);
  const hide = () => results.classList.remove("show");

  input.addEventListener("input", async () => {
    await load_index();
    const asked = input.value.length >= 2;
    const found = asked ? find(input.value) : [];
    const none = element("li", { class: "dropdown-item-text" }, "No results");
    results.replaceChildren(...(found.length ? found.map(result_link) : [none]));
    results.classList.toggle("show", asked);
    status.textContent = asked ? `${found.length || "No"} results` : "";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    results.querySelector("a")?.click();
  });
  form.addEventListener("keydown", (event) => {
    const links = [input, ...results.querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") hide();
    if (!step || !results.classList.contains("show")) return;
    event.preventDefault();
    links[(links.indexOf(document.activeElement) + step + links.length) % links.length].focus();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) hide();
  });
}

fill_contents();
add_copy_buttons();
mark_scrollers();
start_search();
addEventListener("resize", mark_scrollers);
