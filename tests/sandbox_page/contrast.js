/* What of the page is hard to read: texts whose contrast with what is behind them is below 4.5, edges of controls
   below 3. */
(() => {
    const parse = (color) => {
        const numbers = color.match(/[\d.]+/g).map(Number);
        const scale = color.startsWith("color(") ? 255 : 1;
        return {rgb: numbers.slice(0, 3).map((part) => part * scale), alpha: numbers.length > 3 ? numbers[3] : 1};
    };
    const over = (top, alpha, below) => top.map((part, at) => part * alpha + below[at] * (1 - alpha));
    const light = (rgb) => {
        const [red, green, blue] = rgb.map((part) => part / 255).map(
            (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (one, other) => {
        const [low, high] = [light(one), light(other)].sort((left, right) => left - right);
        return (high + 0.05) / (low + 0.05);
    };
    /* Grounds from the element up to the first that hides what is behind it. */
    const ground = (from) => {
        if (!from) return [255, 255, 255];
        const {rgb, alpha} = parse(getComputedStyle(from).backgroundColor);
        return alpha === 1 ? rgb : over(rgb, alpha, ground(from.parentElement));
    };
    const opacity = (from) => (from ? Number(getComputedStyle(from).opacity) * opacity(from.parentElement) : 1);
    const found = [];
    const check = (at, what, color, behind, least) => {
        const {rgb, alpha} = parse(color);
        const value = contrast(over(rgb, alpha * opacity(at), behind), behind);
        if (value < least) found.push(`${at.outerHTML.slice(0, 100)}: ${what} ${value.toFixed(2)}`);
    };
    for (const at of document.querySelectorAll("body, body *")) {
        if (!at.checkVisibility({checkVisibilityCSS: true}) || at.disabled) continue;
        const style = getComputedStyle(at);
        const behind = ground(at);
        if ([...at.childNodes].some((child) => child.nodeType === 3 && child.data.trim())) {
            check(at, "text", style.color, behind, 4.5);
        }
        if (at.placeholder && !at.value) {
            check(at, "placeholder", getComputedStyle(at, "::placeholder").color, behind, 4.5);
        }
        if (at.matches("input, select, button:not(.opener)") && at.type !== "checkbox") {
            check(at, "edge", style.borderTopColor, ground(at.parentElement), 3);
        }
    }
    return found;
})()
