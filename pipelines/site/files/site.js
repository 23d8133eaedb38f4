/* Draws the page's charts and switches its language. No network, no state beyond the reader's choice of language. */
(function () {
  "use strict";
  var FONT = '"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","Segoe UI",Arial,sans-serif';
  var KEY = "hgt-language";
  var CONFIG = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false, showTips: false };
  var root = document.documentElement;
  var charts = Array.prototype.map.call(document.querySelectorAll("script[data-chart]"), function (node) {
    return { box: document.getElementById(node.dataset.chart), spec: JSON.parse(node.textContent) };
  });

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

  function draw(chart, language, width) {
    var spec = spoken(chart.spec, language === "en" ? 1 : 0);
    spec.layout.font = { family: FONT, size: 13, color: "#1f2933" };
    spec.layout.hoverlabel = { font: { family: FONT, size: 13 }, bgcolor: "#ffffff" };
    spec.layout.paper_bgcolor = "rgba(0,0,0,0)";
    spec.layout.plot_bgcolor = "rgba(0,0,0,0)";
    spec.layout.autosize = !width;
    if (width) { spec.layout.width = width; }
    Plotly.react(chart.box, spec.data, spec.layout, CONFIG);
  }

  function show(language, width) {
    root.dataset.lang = language;
    root.lang = language === "en" ? "en" : "zh-CN";
    document.title = language === "en" ? root.dataset.titleEn : root.dataset.titleZh;
    charts.forEach(function (chart) { draw(chart, language, width); });
  }

  var asked = new URLSearchParams(location.search).get("lang") || remembered();
  show(asked === "en" ? "en" : "zh");

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
