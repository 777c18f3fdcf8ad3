// Run in a page: returns what is hard to read or to reach on it, as sentences.
() => {
  const problems = [];
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([red, green, blue]) => {
    const channel = (value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 250) return colour;
    }
    return [255, 255, 255, 255];
  };
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (!text || !seen(element) || element.closest(".visually-hidden, .skip-link, option, :disabled")) continue;
    const style = getComputedStyle(element);
    const [light, dark] = [luminance(rgba(style.color)), luminance(behind(element))].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (large ? 3 : 4.5)) problems.push(`contrast ${contrast.toFixed(2)}: ${text.slice(0, 40)}`);
    if (size < 12) problems.push(`${size} px small: ${text.slice(0, 40)}`);
  }
  for (const element of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    if (!seen(element) || element.closest(".skip-link")) continue;
    const box = element.getBoundingClientRect();
    const inText = element.matches("a") && getComputedStyle(element).display === "inline";
    if (!inText && !element.matches("[type=checkbox], [type=radio]") && (box.width < 24 || box.height < 24)) {
      problems.push(`${Math.round(box.width)}×${Math.round(box.height)} to press: ${element.outerHTML.slice(0, 80)}`);
    }
    const name = element.getAttribute("aria-label") || element.textContent.trim() || element.labels?.length || element.title;
    if (!name) problems.push(`no name: ${element.outerHTML.slice(0, 80)}`);
  }
  if (document.documentElement.scrollWidth > window.innerWidth + 1) {
    problems.push(`wider than the window: ${document.documentElement.scrollWidth} > ${window.innerWidth}`);
  }
  return problems;
};
