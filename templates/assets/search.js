// Search over the index that the build wrote beside the pages. Everything is loaded as a script, so it works from disk.
(function () {
  "use strict";
  var script = document.currentScript, header = document.querySelector("header.site .wrap");
  if (!script || !header || !window.HTMLDialogElement) return;
  function address(name) { return new URL(script.getAttribute(name) || "./", location.href).href; }
  var base = address("data-index"), root = address("data-root");
  var given = document.querySelector("script[data-words]"), spoken = given ? JSON.parse(given.getAttribute("data-words")) : {};
  function say(key, english) { return spoken[key] || english; }
  var MOST = 8, FACTORS = [1, 1.6, 3, 8];
  var info, version = "", shards = {}, pages = {}, loading = {}, turn = 0;

  window.wirescribeSearch = {
    index: function (name, count, starts) { version = "?" + name; info = { count: count, starts: starts }; },
    shard: function (number, text) { shards[number] = unpack(text); },
    page: function (number, page) { pages[number] = page; }
  };

  function load(name) {
    return loading[name] = loading[name] || new Promise(function (resolve, reject) {
      var element = document.createElement("script");
      element.src = base + name + ".js" + version;
      element.onload = resolve;
      element.onerror = function () { delete loading[name]; reject(new Error(name)); };
      document.head.append(element);
    });
  }

  var DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
  function unpack(text) {
    var last = "";
    return text.split("|").slice(0, -1).map(function (entry) {
      var space = entry.indexOf(" ");
      last = last.slice(0, DIGITS.indexOf(entry[0])) + entry.slice(1, space);
      return { term: last, list: entry.slice(space + 1) };
    });
  }

  // Calls back with every page of a term and its weight; answers how many there are.
  function each(list, call) {
    var page = 0, value = 0, shift = 0, count = 0;
    for (var i = 0; i < list.length; i++) {
      var digit = DIGITS.indexOf(list[i]);
      value += (digit & 31) << shift;
      shift += 5;
      if (digit >= 32) continue;
      page += value >> 2;
      if (call) call(page, value & 3);
      value = shift = 0;
      count++;
    }
    return count;
  }

  // Words as the build cut them.
  var WORD = /[\p{L}\p{M}\p{Nd}_]+/gu, PAIRED = /([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+)/u;
  function fold(word) {
    return word.toLowerCase().replace(/[\u0300-\u036f]/g, "").replace(/[\u00c0-\u017f\u1e00-\u1eff]/g, function (letter) {
      var bare = letter.normalize("NFD")[0];
      return /[a-z]/.test(bare) ? bare : letter;
    }).replace(/[\uff10-\uff19\uff41-\uff5a]/g, function (letter) { return String.fromCharCode(letter.charCodeAt(0) - 0xfee0); });
  }
  // The parts of a word: between _, from a capital on, and the number at the end.
  function parts(word) {
    return word.split("_").reduce(function (all, part) {
      var soft = part.split(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^0-9])(?=[0-9]{2,}$)/);
      return all.concat(soft.slice(1).every(function (piece) { return piece.length > 1; }) ? soft : [part]);
    }, []).filter(Boolean);
  }
  // What a reader looks for: each word, and the parts that do when nothing has the whole.
  function words(text) {
    var found = [];
    (text.match(WORD) || []).forEach(function (word) {
      word.split(PAIRED).forEach(function (part, index) {
        var letters = Array.from(part);
        if (index % 2 && letters.length > 1) {
          for (var i = 0; i + 1 < letters.length; i++) found.push({ term: letters[i] + letters[i + 1], parts: [] });
        } else if (fold(part)) {
          found.push({ term: fold(part), parts: parts(part).map(fold) });
        }
      });
    });
    return found.filter(function (word, index) {
      return found.findIndex(function (other) { return other.term === word.term; }) === index;
    }).slice(0, 8);
  }
  // All terms under which the build keeps a word.
  function termsOf(word) {
    var all = [];
    words(word).forEach(function (found) {
      all.push(found.term);
      found.parts.forEach(function (part) { all.push(part, found.term.slice(found.term.indexOf(part))); });
    });
    return all;
  }

  // The shards that may hold terms from one word to another.
  function range(from, to, most) {
    var numbers = [];
    info.starts.forEach(function (start, number) {
      var next = info.starts[number + 1];
      if (start <= to && (next === undefined || next > from)) numbers.push(number);
    });
    return numbers.slice(0, most);
  }
  function open(numbers) {
    return Promise.all(numbers.map(function (number) { return load("t" + number); }));
  }

  // Whether a term begins with a word in which one letter is wrong, missing, too much or swapped with the next.
  function isNear(word, term) {
    var i = 0;
    while (i < word.length && word[i] === term[i]) i++;
    return term.startsWith(word.slice(i + 1), i + 1) || term.startsWith(word.slice(i + 1), i) ||
      term.startsWith(word.slice(i), i + 1) ||
      (word[i] === term[i + 1] && word[i + 1] === term[i] && term.startsWith(word.slice(i + 2), i + 2));
  }

  // One letter alone stands for too much; a character of Chinese, Japanese or Korean is a word.
  function isStart(word) { return word.length > 1 || word > "\u02ff"; }

  function match(word, numbers, isTypo) {
    var found = [];
    numbers.forEach(function (number) {
      (shards[number] || []).forEach(function (entry) {
        var term = entry.term, factor = 0;
        if (term === word) factor = 1;
        else if (isStart(word) && term.startsWith(word)) factor = 0.4 + 0.4 * word.length / term.length;
        else if (isTypo && isNear(word, term)) factor = 0.3 * Math.min(1, word.length / term.length);
        if (factor) found.push({ term: term, list: entry.list, factor: factor });
      });
    });
    return found;
  }

  function find(word) {
    var near = range(word, isStart(word) ? word + "\uffff" : word, 4), first = word[0];
    return open(near).then(function () {
      var found = match(word, near);
      if (found.length || word.length < 4) return found;
      found = match(word, Object.keys(shards), true);
      if (found.length) return found;
      var others = [word.slice(1), first + word.slice(2), word[1] + first + word.slice(2)];
      near = [].concat.apply(range(first, first + "\uffff", 6),
        others.map(function (other) { return range(other, other + "\uffff", 1); }));
      return open(near).then(function () { return match(word, Object.keys(shards), true); });
    });
  }

  // The pages of some terms, each with the best score.
  function scored(hits, terms) {
    var best = new Map();
    hits.forEach(function (hit) {
      terms.push(hit.term);
      var rarity = Math.log(1 + info.count / each(hit.list));
      each(hit.list, function (page, weight) {
        best.set(page, Math.max(best.get(page) || 0, hit.factor * rarity * FACTORS[weight]));
      });
    });
    return best;
  }
  // The pages that have all parts of a word which none has as a whole.
  function together(word, terms) {
    return Promise.all(word.parts.map(find)).then(function (lists) {
      return lists.map(function (list) { return scored(list, terms); }).reduce(function (all, best) {
        all.forEach(function (score, page) {
          if (best.has(page)) all.set(page, score + best.get(page) / word.parts.length); else all.delete(page);
        });
        return all;
      });
    });
  }
  function pagesOf(word, terms) {
    return find(word.term).then(function (hits) {
      return hits.length || word.parts.length < 2 ? scored(hits, terms) : together(word, terms);
    });
  }

  function search(text) {
    var terms = [];
    return load("index").then(function () {
      return Promise.all(words(text).map(function (word) { return pagesOf(word, terms); }));
    }).then(function (lists) {
      var scores = new Map();
      lists.forEach(function (best) {
        best.forEach(function (score, page) {
          var sum = scores.get(page) || { page: page, words: 0, score: 0 };
          sum.words++;
          sum.score += score;
          scores.set(page, sum);
        });
      });
      var all = Array.from(scores.values());
      var most = all.reduce(function (sum, hit) { return Math.max(sum, hit.words); }, 0);
      all = all.filter(function (hit) { return hit.words === most; })
        .sort(function (a, b) { return b.score - a.score || a.page - b.page; });
      return Promise.all(all.slice(0, MOST).map(function (hit) { return load("p" + hit.page); })).then(function () {
        return { count: all.length, terms: new Set(terms), hits: all.slice(0, MOST).map(function (hit) { return pages[hit.page]; }) };
      });
    });
  }
  window.wirescribeSearch.search = search;

  // MARK: What the reader sees

  function element(name, className, content) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (content) made.textContent = content;
    return made;
  }
  function hitsIn(text, terms) {
    var found = [];
    // The expression keeps its place in a text, and words() uses it too.
    Array.from(text.matchAll(WORD)).forEach(function (word) {
      if (termsOf(word[0]).some(function (term) { return terms.has(term); })) {
        found.push([word.index, word.index + word[0].length]);
      }
    });
    return found;
  }
  function marked(parent, text, terms, most) {
    var hits = hitsIn(text, terms), from = 0, to = text.length;
    if (most && text.length > most) {
      from = hits.length ? Math.max(0, text.lastIndexOf(" ", hits[0][0] - 50) + 1) : 0;
      to = Math.min(text.length, from + most);
      if (from) parent.append("… ");
    }
    hits.forEach(function (hit) {
      if (hit[0] < from || hit[1] > to) return;
      parent.append(text.slice(from, hit[0]), element("mark", "", text.slice(hit[0], hit[1])));
      from = hit[1];
    });
    parent.append(text.slice(from, to), to < text.length ? " …" : "");
  }
  function bestSection(page, terms) {
    var best = page[2][0] || ["", "", ""], most = -1;
    page[2].forEach(function (section) {
      var kinds = new Set(hitsIn(section[2], terms).map(function (hit) { return fold(section[2].slice(hit[0], hit[1])); }));
      var score = kinds.size + 3 * hitsIn(section[1], terms).length;
      if (score > most) { most = score; best = section; }
    });
    return best;
  }

  var dialog = element("dialog", "find"), input = element("input"), list = element("div", "hits"), status = element("p", "said");
  var chosen = -1;
  dialog.setAttribute("aria-label", say("search", "Search"));
  input.type = "search";
  input.id = "find";
  [["role", "combobox"], ["aria-label", say("searchSite", "Search this site")], ["aria-expanded", "false"], ["aria-controls", "find-hits"],
    ["aria-autocomplete", "list"], ["autocomplete", "off"], ["spellcheck", "false"], ["placeholder", say("search", "Search")]]
    .forEach(function (pair) { input.setAttribute(pair[0], pair[1]); });
  list.id = "find-hits";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", say("results", "Results"));
  status.setAttribute("role", "status");
  dialog.append(input, status, list);

  function choose(number) {
    var options = list.children;
    if (options[chosen]) options[chosen].setAttribute("aria-selected", "false");
    chosen = options.length ? (number + options.length) % options.length : -1;
    if (chosen < 0) return input.removeAttribute("aria-activedescendant");
    options[chosen].setAttribute("aria-selected", "true");
    options[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[chosen].id);
  }
  function show(result) {
    list.replaceChildren.apply(list, result.hits.map(function (page, number) {
      var section = bestSection(page, result.terms), link = element("a"), title = element("b"), text = element("span");
      link.id = "find-" + number;
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", "false");
      link.tabIndex = -1;
      link.href = root + page[0] + (section[0] ? "#" + section[0] : "");
      link.addEventListener("click", function () { dialog.close(); });
      marked(title, page[1], result.terms);
      if (section[1]) { title.append(" › "); marked(title, section[1], result.terms); }
      marked(text, section[2], result.terms, 180);
      link.append(title, text);
      return link;
    }));
    input.setAttribute("aria-expanded", String(result.hits.length > 0));
    status.textContent = (result.count > MOST ? say("foundBest", "Pages: {count}, the best {shown} shown")
      : result.count ? say("found", "Pages: {count}") : say("nothing", "No pages")).replace("{count}", result.count).replace("{shown}", MOST);
    choose(0);
  }
  var timer;
  input.addEventListener("input", function () {
    var mine = ++turn;
    clearTimeout(timer);
    timer = setTimeout(function () {
      if (!words(input.value).length) { show({ hits: [], count: 0 }); status.textContent = ""; return; }
      search(input.value).then(function (result) { if (mine === turn) show(result); }, function () {
        if (mine === turn) status.textContent = say("noIndex", "The search index could not be loaded.");
      });
    }, 90);
  });
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter" && list.children[chosen] && !event.isComposing) list.children[chosen].click();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", function (event) { if (event.target === dialog) dialog.close(); });

  function start() {
    if (!dialog.isConnected) document.body.append(dialog);
    if (!dialog.open) dialog.showModal();
    input.select();
    load("index").catch(function () {});
  }
  function singleKeys() { try { return localStorage.getItem("keys") !== "off"; } catch (e) { return true; } }
  document.addEventListener("keydown", function (event) {
    var isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    var isK = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
    var isSlash = event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey && singleKeys();
    if (!isK && !isSlash) return;
    event.preventDefault();
    start();
  });
  var button = element("button", "copy", say("search", "Search") + " "), key = element("kbd", "", "/");
  button.type = "button";
  button.append(key);
  button.addEventListener("click", start);
  header.append(button);
})();
