// Comfort on top of pages that are complete without it: keys between steps, copy buttons, all places of a value.
(function () {
  "use strict";
  // Words in the language of the page, where it is not English.
  var given = document.querySelector("script[data-words]"), words = given ? JSON.parse(given.getAttribute("data-words")) : {};
  function say(key, english) { return words[key] || english; }
  var steps = Array.prototype.slice.call(document.querySelectorAll(".step"));
  var list = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };

  // The step at the top of the window; while the page is still scrolling, the one it scrolls to.
  var last = -1, moved = 0;
  function current() {
    if (Date.now() - moved < 1500) return last;
    var found = -1;
    steps.forEach(function (step, index) { if (step.getBoundingClientRect().top < 140) found = index; });
    return found;
  }

  function go(by) {
    last = Math.min(steps.length - 1, Math.max(0, current() + by));
    moved = Date.now();
    var target = steps[last];
    location.hash = target.id;
    var link = target.querySelector("h2");
    link.tabIndex = -1;
    link.focus({ preventScroll: true });
  }

  // The bands of the step at which the address points, or a line of which.
  function point() {
    list(".at").forEach(function (band) { band.classList.remove("at"); });
    var place = document.querySelector(":target"), step = place && place.closest(".step, .loc");
    if (!step) return;
    ["d-", "m-"].forEach(function (kind) {
      var band = document.getElementById(step.id.replace(/^s-/, kind));
      if (band) band.classList.add("at");
    });
  }
  window.addEventListener("hashchange", point);
  point();

  // One click on a value lights up every place where the same value stands.
  function light(number) {
    list(".lit").forEach(function (mark) { mark.classList.remove("lit"); });
    if (number) list('[data-v="' + number + '"]').forEach(function (mark) { mark.classList.add("lit"); });
  }
  document.addEventListener("click", function (event) {
    var value = event.target.closest && event.target.closest("[data-v]");
    if (value) light(value.classList.contains("lit") ? null : value.getAttribute("data-v"));
  });

  // What a block is copied for: of a session the commands alone, without prompts and without what they print.
  function copied(block) {
    var text = block.textContent.replace(/\n$/, "");
    var code = block.querySelector("code"), prompt = /^(?:\$ |% |PS> |(?=[^\s$#]*[^\s$#]@)[^\s$#]*[$#] )/;
    if (!/language-(?:console|shell-session|sh-session|terminal)(?:\s|$)/.test(code ? code.className : "") && !prompt.test(text)) return text;
    var continues = false, end = null, commands = [];
    text.split("\n").forEach(function (line) {
      var mark = prompt.exec(line);
      if (end !== null) {
        line = line.replace(/^> /, "");
        if (line.replace(/^\t+/, "") === end) end = null;
      } else if (mark || continues) {
        line = mark ? line.slice(mark[0].length) : line.replace(/^> /, "");
        var here = /(?:^|[^<])<<-?\s*(['"]?)([\w.-]+)\1(?:\s|$|[|&;>)])/.exec(line);
        if (here && !/\(\([^)]*<</.test(line)) end = here[2];
      } else return;
      commands.push(line);
      continues = /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
    });
    return commands.length ? commands.join("\n") : text;
  }

  list(".more pre, .prose pre").forEach(function (block) {
    // Code that is wider than the page scrolls, by keyboard too.
    block.tabIndex = 0;
    if (!navigator.clipboard) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = say("copy", "Copy");
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(copied(block)).then(
        function () { button.textContent = say("copied", "Copied"); },
        function () { button.textContent = say("notCopied", "Not allowed here"); });
      setTimeout(function () { button.textContent = say("copy", "Copy"); }, 1600);
    });
    var frame = document.createElement("div");
    frame.className = "cp";
    block.parentNode.insertBefore(frame, block);
    frame.append(block, button);
  });

  var keys = { get on() { try { return localStorage.getItem("keys") !== "off"; } catch (e) { return true; } },
    set on(value) { try { localStorage.setItem("keys", value ? "on" : "off"); } catch (e) { /* private window */ } } };
  var dialog;
  function help() {
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.className = "help";
      dialog.setAttribute("aria-label", say("keys", "Keys"));
      [["j", "→", say("nextStep", "next step")], ["k", "←", say("previousStep", "previous step")], ["d", "", say("stepInDiagram", "this step in the diagram")],
        ["Esc", "", say("noValueLit", "no value lit")], ["?", "", say("thisHelp", "this help")]].forEach(function (row) {
        var line = document.createElement("p");
        row.slice(0, 2).filter(Boolean).forEach(function (name) {
          var key = document.createElement("kbd");
          key.textContent = name;
          line.append(key, " ");
        });
        line.append(row[2]);
        dialog.append(line);
      });
      var label = document.createElement("label"), box = document.createElement("input"), close = document.createElement("button");
      box.type = "checkbox";
      box.checked = keys.on;
      box.addEventListener("change", function () { keys.on = box.checked; });
      label.append(box, " " + say("singleKeys", "Single keys are on"));
      close.type = "button";
      close.className = "copy";
      close.textContent = say("close", "Close");
      close.addEventListener("click", function () { dialog.close(); });
      dialog.append(label, document.createElement("br"), document.createElement("br"), close);
      document.body.append(dialog);
    }
    if (!dialog.open) dialog.showModal();
  }

  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
    if (event.key === "?") { event.preventDefault(); return help(); }
    if (event.key === "Escape") return light(null);
    if (!steps.length || !keys.on || (dialog && dialog.open)) return;
    if (event.key === "j" || event.key === "ArrowRight") { event.preventDefault(); go(1); }
    if (event.key === "k" || event.key === "ArrowLeft") { event.preventDefault(); go(-1); }
    if (event.key === "d" && current() >= 0) location.hash = steps[current()].id.replace(/^s-/, matchMedia("(max-width:67.5em)").matches ? "m-" : "d-");
  });
})();
