/* Draws the page's charts, shows what a chooser is set to and switches the language. No network, no state beyond the
   reader's choice of language. */
(function () {
  "use strict";
  var TEMPLATE = JSON.parse(document.getElementById("chart-template").textContent);
  var KEY = "hgt-language";
  var CONFIG = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false, showTips: false };
  var root = document.documentElement;
  var charts = Array.prototype.map.call(document.querySelectorAll("script[data-chart]"), function (node) {
    var box = document.getElementById(node.dataset.chart);
    return { box: box, spec: JSON.parse(node.textContent), high: parseInt(box.style.height, 10) };
  });

  var choosers = Array.prototype.map.call(document.querySelectorAll("script[data-choices]"), function (node) {
    var box = document.getElementById(node.dataset.choices);
    var chooser = { box: box, list: box.querySelector("select"), spec: JSON.parse(node.textContent) };
    chooser.list.addEventListener("change", function () { tell(chooser, root.dataset.lang); });
    box.querySelectorAll("polygon[data-n]").forEach(function (cell) {
      cell.addEventListener("click", function () {
        chooser.list.querySelector('option[data-n="' + cell.dataset.n + '"]').selected = true;
        tell(chooser, root.dataset.lang);
      });
    });
    var wanted = new URLSearchParams(location.search).get(box.id);
    if (wanted) { chooser.list.value = wanted; }
    if (chooser.list.selectedIndex < 0) { chooser.list.selectedIndex = 0; }
    return chooser;
  });

  /* Puts the chosen thing's facts, runs and place into its panel. */
  function tell(chooser, language) {
    var place = language === "en" ? 1 : 0, n = Number(chooser.list.selectedOptions[0].dataset.n);
    chooser.list.querySelectorAll("[data-zh]").forEach(function (node) {
      node.label = place ? node.dataset.en : node.dataset.zh;
    });
    chooser.spec.facts[n].forEach(function (fact, at) {
      var said = fact === null ? "\u2014" : spoken(fact, place);
      chooser.box.querySelector('[data-fact="' + at + '"]').textContent = said;
    });
    chooser.spec.runs[n].forEach(function (run, at) {
      var most = Math.max.apply(null, run.concat([0])), least = Math.min.apply(null, run.concat([0]));
      var scale = 38 / (most - least || 1), zero = (40 + least * scale).toFixed(1), step = 240 / run.length, path = "";
      run.forEach(function (count, nth) {
        var end = (zero - count * scale).toFixed(1);
        path += "M" + (nth * step + 2).toFixed(1) + " " + zero + "V" + end + "h" + (step - 4).toFixed(1) + "V" + zero + "Z";
      });
      chooser.box.querySelector('[data-run="' + at + '"]').setAttribute("d", path);
      var sum = run.reduce(function (total, count) { return total + count; }, 0);
      chooser.box.querySelector('[data-sum="' + at + '"]').textContent = sum.toLocaleString("en-US");
    });
    chooser.box.querySelectorAll("polygon[data-n]").forEach(function (cell) {
      cell.classList.toggle("here", Number(cell.dataset.n) === n);
    });
  }

  function remembered() {
    try { return localStorage.getItem(KEY); } catch (refused) { return null; }
  }

  function remember(language) {
    try { localStorage.setItem(KEY, language); } catch (refused) { /* a private window forgets, and that is fine */ }
  }

  function spoken(value, place) {
    if (Array.isArray(value)) { return value.map(function (item) { return spoken(item, place); }); }
    if (value && typeof value === "object") {
      if (value.$t) { return value.$t[place]; }
      var made = {};
      Object.keys(value).forEach(function (key) { made[key] = spoken(value[key], place); });
      return made;
    }
    return value;
  }

  var pen = document.createElement("canvas").getContext("2d");

  /* Words that a narrow drawing has no room for: the figures at the end of a bar's words, which its hover has too, are
     left out, and the names under columns are broken into lines. */
  function fit(layout, room) {
    (layout.annotations || []).forEach(function (note) {
      if (note.name !== "bar") { return; }
      if (wide(note) > room - 24) { note.text = note.text.replace(/ · .*$/, ""); }
      if (wide(note) > room - 24) { note.font.size -= 1.5; }
    });
    if (room < 420 && layout.xaxis.ticktext) {
      layout.xaxis.tickfont = { size: 11 };
      layout.xaxis.ticktext = layout.xaxis.ticktext.map(function (name) { return String(name).replace(/ (?=\S+$)/, "<br>"); });
    }
  }

  /* Places on a small map are drawn as small. */
  function shrink(traces) {
    traces.forEach(function (trace) {
      if (trace.mode !== "markers+text") { return; }
      trace.marker.size = trace.marker.size.map(function (size) { return size * 0.7; });
    });
  }

  function wide(note) {
    pen.font = "600 " + note.font.size + "px " + TEMPLATE.layout.font.family;
    return pen.measureText(note.text.replace(/<[^>]*>/g, "")).width;
  }

  function draw(chart, language, width) {
    var spec = spoken(chart.spec, language === "en" ? 1 : 0), room = width || chart.box.clientWidth;
    fit(spec.layout, room);
    if (room < 420) { shrink(spec.data); }
    spec.layout.height = chart.box.closest(".tall") ? Math.min(chart.high, Math.round(1.3 * room)) : chart.high;
    chart.box.style.height = spec.layout.height + "px";
    spec.layout.template = TEMPLATE;
    spec.layout.autosize = !width;
    if (width) { spec.layout.width = width; }
    Plotly.react(chart.box, spec.data, spec.layout, CONFIG);
  }

  function show(language, width) {
    root.dataset.lang = language;
    root.lang = language === "en" ? "en" : "zh-CN";
    document.title = language === "en" ? root.dataset.titleEn : root.dataset.titleZh;
    charts.forEach(function (chart) { draw(chart, language, width); });
    choosers.forEach(function (chooser) { tell(chooser, language); });
  }

  var pages = document.querySelector(".pages"), here = pages.querySelector("[aria-current]");
  pages.scrollLeft = here.offsetLeft - (pages.clientWidth - here.offsetWidth) / 2;

  var asked = new URLSearchParams(location.search).get("lang") || remembered();
  show(asked === "en" || asked === "zh" ? asked : root.dataset.lang);

  document.getElementById("language").addEventListener("click", function () {
    var next = root.dataset.lang === "en" ? "zh" : "en";
    remember(next);
    show(next);
  });

  /* Paper is narrower than most screens: draw at its width before printing, and at the screen's after. */
  window.addEventListener("beforeprint", function () {
    charts.forEach(function (chart) {
      draw(chart, root.dataset.lang, chart.box.closest(".wide") ? 680 : 330);
    });
  });
  window.addEventListener("afterprint", function () { show(root.dataset.lang); });
})();
