import "./main.css";
import { points } from "./points.js";

const loads = [];

async function look() {
  const response = await fetch("/api/load");
  const { load } = await response.json();
  loads.push(load);
  document.getElementById("now").value = load.toFixed();
  document.getElementById("line").setAttribute("points", points(loads, 60));
}

look();
setInterval(look, 1000);
