/*! The Café, MIT */
(function () {
  const menu = document.querySelector(".menu");

  // Closes the menu by a click anywhere else.
  document.addEventListener("click", function (event) {
    const isInside = menu !== null && menu.contains(event.target);
    if (!isInside && menu !== null) {
      menu.hidden = true;
    }
  });
})();
