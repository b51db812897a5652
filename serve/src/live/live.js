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
    const swapped = since === seen && changed.length > 0 && changed.every((it) => swap(it, version));
    seen = version;
    if (!swapped) reload(version);
  };

  // A page that was made once for all keeps its version: it is loaded again only once.
  const reload = (version) => {
    const key = "include-components-live";
    try {
      if (sessionStorage[key] === version) return;
      sessionStorage[key] = version;
    } catch {
      // Without storage a page may load itself more often.
    }
    location.reload();
  };

  // Exchanges one file in the page; false if only a reload can show it.
  const swap = ([path, hashed], version) => {
    if (path.endsWith(".css")) return swapStyles(path, hashed, version);
    if (!/\.(avif|gif|ico|jpe?g|png|svg|webp)$/i.test(path)) return false;
    let found = 0;
    const renew = (element, name, value) => {
      const url = renewed(value, path, hashed, version);
      if (url) element.setAttribute(name, url), (found += 1);
    };
    const attributes = { src: "img, input[type=image]", href: "link[rel~=icon], image", poster: "video" };
    for (const [name, elements] of Object.entries(attributes))
      for (const it of document.querySelectorAll(elements))
        if (it.hasAttribute(name)) renew(it, name, it.getAttribute(name));
    for (const it of document.querySelectorAll("[srcset]")) {
      const urls = it.getAttribute("srcset").split(/,\s+/).map((part) => part.trim().split(/\s+/));
      const list = urls.map(([url, ...size]) => [renewed(url, path, hashed, version) ?? url, ...size].join(" "));
      if (list.join() !== urls.map((it) => it.join(" ")).join()) it.setAttribute("srcset", list.join(", ")), (found += 1);
    }
    return found > 0;
  };

  // All sheets, since any of them may import the one that changed. The old one goes when
  // the new one is there, so that the page is never without.
  const swapStyles = (path, hashed, version) => {
    const all = [...document.querySelectorAll("link[rel~=stylesheet][href]")];
    const own = all.filter((it) => new URL(it.href).origin === location.origin);
    // One that is still loading gives way to the one that is newer.
    const links = own.filter((it) => !it.liveIsLoading || it.remove());
    for (const link of links) {
      const next = link.cloneNode();
      next.liveIsLoading = true;
      const plain = new URL(link.href);
      plain.searchParams.set("live", version);
      next.removeAttribute("integrity");
      next.href = renewed(link.href, path, hashed, version) ?? plain.href;
      next.onload = next.onerror = () => {
        next.liveIsLoading = false;
        link.remove();
      };
      link.after(next);
    }
    return links.length > 0;
  };

  // The address of what changed, if `value` is an address of it, hashed or not.
  const renewed = (value, path, hashed, version) => {
    const url = new URL(value, document.baseURI);
    const at = (path) => new URL(path.split("/").map(encodeURIComponent).join("/"), root);
    if (url.origin !== root.origin) return null;
    const name = (url) => url.pathname.replace(/%[0-9a-f]{2}/gi, (it) => it.toUpperCase());
    const withoutDigest = name(url).replace(/-[0-9a-f]{8}(?=(\.[^/]*)?$)/, "");
    if (name(url) !== name(at(path)) && withoutDigest === name(at(path)) && hashed) return at(hashed).href;
    if (name(url) !== name(at(path))) return null;
    url.searchParams.set("live", version);
    return url.href;
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
  } else {
    // Not on this machine and without TLS: a stream for each tab that is seen.
    const change = () => (document.hidden ? source?.close() : connect());
    document.addEventListener("visibilitychange", change);
    change();
  }
})();
