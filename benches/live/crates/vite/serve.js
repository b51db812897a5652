// Vite's dev server of the directory that the first argument names.

import { createServer } from "vite";

const server = await createServer({
  root: process.argv[2],
  configFile: false,
  logLevel: "error",
  cacheDir: process.argv[2] + "/../.vite",
  // The tree's HTML is no app: it has no imports that could be found.
  optimizeDeps: { noDiscovery: true, include: [] },
  server: { host: "127.0.0.1", port: 0 },
});
await server.listen();
console.log(`127.0.0.1:${server.httpServer.address().port}`);
