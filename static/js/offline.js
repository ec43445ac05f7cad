// Opens the page asked for once it can be had: when the network is back, and now and then where nobody tells.

const SECONDS = 15;
const again = () => location.reload();

// Asked for itself, the page is where it should be.
if (document.querySelector(".again") && location.pathname !== "/offline/") {
  addEventListener("online", again);
  setInterval(again, SECONDS * 1000);
}
