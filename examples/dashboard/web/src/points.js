/** The last `count` numbers, as the points of a polyline that is 100 high. */
export function points(numbers, count) {
  const last = numbers.slice(-count);
  return last.map((number, at) => `${at},${(100 - number).toFixed(1)}`).join(" ");
}
