// Scores a questionnaire while it is filled in. Key, rules and cut-offs come from the server (data-key); fractions are whole numbers
// over whole numbers, so that a score on the cut-off is on it here as there. Nothing is recorded until the form is sent.

const none = "–";
const fraction = (numerator, denominator) => ({ n: BigInt(numerator), d: BigInt(denominator) });
const plus = (a, b) => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
const minus = (a, b) => ({ n: a.n * b.d - b.n * a.d, d: a.d * b.d });
const squared = a => ({ n: a.n * a.n, d: a.d * a.d });
const sign = n => (n > 0n) - (n < 0n);
const compare = (a, b) => sign(a.n * b.d - b.n * a.d);

function mean(scores) {
  const total = scores.reduce(plus);
  return { n: total.n, d: total.d * BigInt(scores.length) };
}

// Four decimal places, halves to the even digit, two places at least; scores are positive.
function text(score) {
  if (!score) return none;
  let digits = (score.n * 10000n) / score.d;
  const half = sign(2n * ((score.n * 10000n) % score.d) - score.d);
  if (half > 0 || (half === 0 && digits % 2n === 1n)) digits += 1n;
  const padded = digits.toString().padStart(5, "0");
  return `${padded.slice(0, -4)}.${padded.slice(-4)}`.replace(/0{1,2}$/, "");
}

const entered = (form, field) => {
  const value = form.elements[field]?.value ?? "";
  return value === "" ? null : Number(value);
};

function write(root, cell, words) {
  const place = root?.querySelector(`[data-cell="${cell}"]`);
  if (place && place.textContent !== words) place.textContent = words;
}

function scoreOf(scale, key, form) {
  const items = key.items.filter(item => item.scale === scale.name).map(item => ({ ...item, given: entered(form, item.id) }));
  const answered = items.filter(item => item.given !== null);
  const missing = items.length - answered.length;
  const sum = answered.reduce((total, item) => total + (item.reversed ? key.sum - item.given : item.given), 0);
  return { ...scale, answered: answered.length, missing, score: missing > scale.maximumMissing ? null : fraction(sum, answered.length) };
}

function questionnaire(panel, key, form) {
  const scales = key.scales.map(scale => scoreOf(scale, key, form));
  const over = names => {
    const scores = names.map(name => scales.find(scale => scale.name === name).score);
    return scores.includes(null) ? null : mean(scores);
  };
  const gaps = scales.filter(scale => !scale.score).map(scale => scale.name);
  write(panel, "progress", `${scales.reduce((sum, scale) => sum + scale.answered, 0)} of ${key.items.length} answered`);
  write(panel, "state", gaps.length === 0 ? "Can be scored: every scale has enough answers." : `Cannot be scored yet: too few answers on ${gaps.join(", ")}.`);
  for (const scale of scales) {
    const row = panel.querySelector(`[data-scale="${scale.name}"]`);
    write(row, "score", text(scale.score));
    write(row, "answered", `${scale.answered}`);
    write(row, "missing", `${scale.missing}`);
  }
  for (const one of key.means) write(panel.querySelector(`[data-scale="${one.name}"]`), "score", text(over(one.scales)));
  for (const factor of key.factors) level(panel.querySelector(`[data-factor="${factor.name}"]`), factor, over(factor.scales));
}

function level(row, factor, score) {
  const cutOff = fraction(...factor.cutOff);
  const side = score && compare(score, cutOff);
  write(row, "score", text(score));
  write(row, "level", !score ? none : side === 0 ? `${factor.atCutOff} (on the cut-off)` : factor.levels[side < 0 ? 0 : 1]);
  if (!factor.variance) return;
  const near = score && compare(squared(minus(score, cutOff)), fraction(...factor.variance)) < 0;
  write(row, "near", !score ? none : `${near ? "yes, within" : "no, beyond"} ±${factor.error}`);
}

function prototypes(panel, key, form) {
  const rated = key.prototypes.map(prototype => ({ ...prototype, given: entered(form, prototype.id) }));
  const missing = rated.filter(prototype => prototype.given === null).length;
  const choice = form.elements[key.choice]?.value || null;
  const highest = Math.max(...rated.map(prototype => prototype.given ?? 0));
  const best = missing ? [] : rated.filter(prototype => prototype.given === highest).map(prototype => prototype.category);
  const category = best.length === 1 ? best[0] : best.find(one => one === choice) ?? null;
  const model = side => (missing ? none : `${rated.reduce((sum, prototype) => sum + prototype[side] * prototype.given, 0)}`);
  write(panel, "progress", `${rated.length - missing} of ${rated.length} rated`);
  write(panel, "state", missing ? `${missing} of the ${rated.length} prototypes are not rated; none may be missing.`
    : !category ? `${best.join(" and ")} are rated highest alike, and none of them is chosen as the best; without a choice among them there is no category.`
    : choice && choice !== category ? `There is a category. ${choice} was chosen as the best, but the rating decides.`
    : "There is a category.");
  write(panel, "category", category ?? none);
  write(panel, "self", model("self"));
  write(panel, "other", model("other"));
  for (const factor of key.factors) write(panel.querySelector(`[data-factor="${factor.name}"]`), "level", category ? factor.levels[category] : none);
}

const kinds = { questionnaire, prototypes };
for (const panel of document.querySelectorAll("[data-scoring][data-key]")) {
  const [form, key] = [panel.closest("form"), JSON.parse(panel.dataset.key)];
  const update = () => kinds[panel.dataset.scoring](panel, key, form);
  form.addEventListener("change", update);
  // A browser that comes back to the page fills in what was chosen before.
  addEventListener("pageshow", update);
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
  update();
}
