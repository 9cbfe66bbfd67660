"""Lines over a logarithmic x and y as an SVG that reads on light and dark pages."""

import html
import math

COLOURS = ["#2463c7", "#c2410c", "#15803d", "#9333ea", "#b45309", "#0e7490", "#be185d", "#64748b"]
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 860, 440, 70, 48, 250, 56


def ticks(low, high):
    return [10 ** e for e in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]


def line_chart(title, x_label, y_label, lines, x_ticks):
    """`lines`: [(name, [(x, y), ...]), ...]; `x_ticks`: [(x, label), ...]."""
    xs = [x for _, points in lines for x, _ in points]
    ys = [y for _, points in lines for _, y in points]
    y_ticks = ticks(min(ys), max(ys))
    x_low, x_high = math.log(min(xs)), math.log(max(xs))
    y_low, y_high = math.log(y_ticks[0]), math.log(y_ticks[-1])

    def at(x, y):
        across = LEFT + (math.log(x) - x_low) / (x_high - x_low) * (WIDTH - LEFT - RIGHT)
        down = HEIGHT - BOTTOM - (math.log(y) - y_low) / (y_high - y_low) * (HEIGHT - TOP - BOTTOM)
        return across, down

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
           f'<text x="{LEFT}" y="24" font-size="16">{html.escape(title)}</text>']
    for y in y_ticks:
        _, down = at(xs[0], y)
        out.append(f'<path d="M{LEFT} {down:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
                   f'<text x="{LEFT - 8}" y="{down + 4:.1f}" text-anchor="end">{y:g}</text>')
    for x, label in x_ticks:
        across, _ = at(x, y_ticks[0])
        out.append(f'<text x="{across:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{label}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    out.append(f'<text x="{middle}" y="{HEIGHT - 12}" text-anchor="middle">{html.escape(x_label)}</text>')
    out.append(f'<text transform="translate(18 {HEIGHT / 2}) rotate(-90)" text-anchor="middle">{html.escape(y_label)}</text>')
    for i, (name, points) in enumerate(lines):
        colour = COLOURS[i % len(COLOURS)]
        path = " ".join(f"{across:.1f},{down:.1f}" for across, down in (at(x, y) for x, y in points))
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{a:.1f}" cy="{d:.1f}" r="3" fill="{colour}"/>' for a, d in (at(x, y) for x, y in points)]
        row = TOP + 14 + 22 * i
        out.append(f'<path d="M{WIDTH - RIGHT + 20} {row - 4}h22" stroke="{colour}" stroke-width="3"/>'
                   f'<text x="{WIDTH - RIGHT + 50}" y="{row}">{html.escape(name)}</text>')
    return "\n".join([*out, "</svg>", ""])
