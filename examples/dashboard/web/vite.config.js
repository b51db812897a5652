import { defineConfig } from "vite";

export default defineConfig({
  // One script has nothing to preload.
  build: { modulePreload: { polyfill: false } },
  // `npm run dev`, beside a program that runs.
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
});
