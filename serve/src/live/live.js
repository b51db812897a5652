// Live mode of include-components: this page shows what was saved.
(() => {
  const script = document.currentScript;
  const root = new URL("../", script.src);
  const stream = new URL("live", script.src).href;
  let seen = script.dataset.version;
  let overlay, shown, closed, source, last;

  const take = (text) => {
    last = text;
    const { version, since, changed, error } = JSON.parse(text);
    show(error);
    if (version === seen) return;
    const swapped = since === seen && changed.length > 0 && swap(changed, version);
    seen = version;
    if (!swapped) reload(version);
  };

  // A page that was made once for all keeps its version: it is loaded again only once. So
  // is each page of a tab, as going back may bring an old one.
  const reload = (version) => {
    const key = `include-components-live ${location.pathname}${location.search}`;
    try {
      if (sessionStorage[key] === version) return;
      sessionStorage[key] = version;
    } catch {
      // Without storage a page may load itself more often.
    }
    location.reload();
  };

  // What loaded each address of this site, in the words of the standard "Resource Timing".
  const loaders = new Map();
  const note = ({ name, initiatorType }) => {
    const url = new URL(name);
    if (url.origin !== root.origin) return;
    const path = decoded(url);
    loaders.set(path, (loaders.get(path) ?? new Set()).add(initiatorType));
  };
  const decoded = ({ origin, pathname }) => {
    try {
      return origin + decodeURIComponent(pathname);
    } catch {
      return origin + pathname;
    }
  };
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: "resource", buffered: true });

  // Exchanges files in the page; false if only a reload can show one of them.
  const swap = (changed, version) => {
    const isSheet = ([path]) => /\.css$/i.test(path);
    const isPicture = ([path]) => /\.(avif|gif|ico|jpe?g|png|svg|webp)$/i.test(path);
    // A script has it, say.
    const isElsewhere = (file) => {
      const swapped = isSheet(file) ? ["link", "css"] : ["link", "img", "input", "image", "video", "other"];
      return [...(loaders.get(decoded(at(file[0]))) ?? [])].some((it) => !swapped.includes(it));
    };
    const sheets = changed.filter(isSheet);
    const pictures = changed.filter((it) => !isSheet(it));
    if (!pictures.every(isPicture) || changed.some(isElsewhere)) return false;
    trees = treesIn(document);
    if (pictures.length > 0 && areInStyles(pictures)) return false;
    if (!pictures.every((it) => swapPicture(it, version))) return false;
    return sheets.length === 0 || swapStyles(sheets, version);
  };

  // The page, and the open shadow trees in it, while files are exchanged.
  let trees;
  const treesIn = (tree) => [
    tree,
    ...[...tree.querySelectorAll("*")].flatMap((it) => (it.shadowRoot ? treesIn(it.shadowRoot) : [])),
  ];
  const all = (selector) => trees.flatMap((it) => [...it.querySelectorAll(selector)]);

  // Whether a style may have the name of one of some files, for a background say. Only the
  // first use of an address in a page is in its "Resource Timing".
  const areInStyles = (files) => {
    const names = files.map(([path]) => path.slice(path.lastIndexOf("/") + 1));
    const spelled = names.flatMap((it) => [it, encodeURIComponent(it), encodeURI(it)]);
    const has = (text) => spelled.some((it) => text.includes(it));
    const rules = (sheet) => {
      try {
        return [...sheet.cssRules];
      } catch {
        // Of another site.
        return [];
      }
    };
    const isIn = (sheet) => rules(sheet).some((it) => (it.styleSheet ? isIn(it.styleSheet) : has(it.cssText)));
    return trees.some((it) => [...it.styleSheets, ...it.adoptedStyleSheets].some(isIn))
      || all("[style]").some((it) => has(it.getAttribute("style")));
  };

  const swapPicture = (file, version) => {
    let found = 0;
    const renew = (element, name, value) => {
      const url = renewed(value, [file], version);
      if (url) element.setAttribute(name, url), (found += 1);
    };
    const attributes = { src: "img, input[type=image]", href: "link[rel~=icon], image", poster: "video" };
    for (const [name, elements] of Object.entries(attributes))
      for (const it of all(elements)) if (it.hasAttribute(name)) renew(it, name, it.getAttribute(name));
    for (const it of all("[srcset]")) {
      const urls = it.getAttribute("srcset").split(/,\s+/).map((part) => part.trim().split(/\s+/));
      const list = urls.map(([url, ...size]) => [renewed(url, [file], version) ?? url, ...size].join(" "));
      if (list.join() !== urls.map((it) => it.join(" ")).join()) it.setAttribute("srcset", list.join(", ")), (found += 1);
    }
    return found > 0;
  };

  // All sheets, since any of them may import one that changed. The old one goes when the
  // new one is there, so that the page is never without.
  const swapStyles = (files, version) => {
    const own = all("link[rel~=stylesheet][href]").filter((it) => parsed(it.href)?.origin === location.origin);
    // One that is still loading gives way to the one that is newer.
    const links = own.filter((it) => !it.liveIsLoading || it.remove());
    for (const link of links) {
      const plain = new URL(link.href);
      plain.searchParams.set("live", version);
      const href = renewed(link.href, files, version) ?? plain.href;
      if (link.disabled || link.relList.contains("alternate")) {
        // A copy would not load, or not know that a script turned it on.
        link.removeAttribute("integrity");
        link.href = href;
        continue;
      }
      const next = link.cloneNode();
      next.liveIsLoading = true;
      next.removeAttribute("integrity");
      next.href = href;
      next.onload = next.onerror = () => {
        next.liveIsLoading = false;
        if (next.sheet && link.sheet) next.sheet.disabled = link.sheet.disabled;
        link.remove();
      };
      link.after(next);
    }
    const imports = (it) => [...(it.sheet?.cssRules ?? [])].some((rule) => "styleSheet" in rule);
    const styles = all("style").filter(imports);
    // Read anew, with what it imports.
    for (const it of styles) it.textContent += "";
    return links.length + styles.length > 0;
  };

  const at = (path) => new URL(path.split("/").map(encodeURIComponent).join("/"), root);
  const parsed = (value) => {
    try {
      return new URL(value, document.baseURI);
    } catch {
      return null;
    }
  };

  // The new address of the file that `value` is an address of, hashed or not.
  const renewed = (value, files, version) => {
    const url = parsed(value);
    if (url?.origin !== root.origin) return null;
    const name = decoded(url);
    const withoutDigest = name.replace(/-[0-9a-f]{8}(?=(\.[^/]*)?$)/, "");
    for (const [path, hashed] of files) {
      const now = decoded(at(path));
      if (name !== now && withoutDigest === now && hashed) return at(hashed).href;
      if (name !== now) continue;
      url.searchParams.set("live", version);
      return url.href;
    }
    return null;
  };

  // Shows an error over the page, until it is mended or closed.
  const show = (error) => {
    if (!error) closed = null;
    if (overlay && error === shown) return;
    overlay?.remove();
    overlay = null;
    if (!error || error === closed) return;
    shown = error;
    overlay = document.createElement("include-components-error");
    const shadow = overlay.attachShadow({ mode: "open" });
    const box = shadow.appendChild(document.createElement("div"));
    box.style.cssText =
      "position:fixed;inset:0;z-index:2147483647;overflow:auto;padding:2rem;color:#eee;background:#1b1b1fee";
    const button = box.appendChild(document.createElement("button"));
    button.textContent = "Close";
    button.style.cssText = "float:right;font:inherit";
    const text = box.appendChild(document.createElement("pre"));
    text.textContent = error;
    text.style.cssText = "font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap;margin:0";
    button.onclick = close;
    document.documentElement.append(overlay);
  };

  const close = () => {
    closed = shown;
    overlay?.remove();
    overlay = null;
  };
  addEventListener("keydown", (event) => event.key === "Escape" && overlay && close());

  // One stream for all tabs, since a browser opens six connections to a host. The tab
  // that has the lock has the stream; when it closes, the next one gets both.
  const name = `include-components-live ${stream}`;
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => {
    if (!data.ask) take(data.say);
    else if (source && last) channel.postMessage({ say: last });
  };
  const connect = () => {
    source?.close();
    source = new EventSource(stream);
    source.onmessage = ({ data }) => {
      channel.postMessage({ say: data });
      take(data);
    };
    // A browser gives up where a proxy answers for a program that is being started again.
    source.onerror = () => source.readyState === EventSource.CLOSED && setTimeout(connect, 1000);
  };
  if (navigator.locks) {
    navigator.locks.request(name, () => new Promise(connect));
    channel.postMessage({ ask: true });
    // Nobody told a page of what was saved while the browser kept it for going back.
    addEventListener("pageshow", (event) => event.persisted && channel.postMessage({ ask: true }));
  } else {
    // Not on this machine and without TLS: a stream for each tab that is seen.
    const change = () => (document.hidden ? source?.close() : connect());
    document.addEventListener("visibilitychange", change);
    change();
  }
})();
