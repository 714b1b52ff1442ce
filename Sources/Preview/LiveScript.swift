/// What the preview adds to pages, and nothing else ever does: a script that follows the builds, and the look of the sheet
/// on which it shows what went wrong.
enum LiveScript {
    static let files: [String: (type: String, text: String)] = [
        LiveAnswer.own + "live.js": ("text/javascript; charset=utf-8", script),
        LiveAnswer.own + "live.css": ("text/css; charset=utf-8", style),
    ]

    /// Shown where not even the first build went well.
    static let emptyPage = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"/><title>No page yet</title></head>
        <body><p>There is no such page yet.</p></body></html>
        """

    /// The page with the script at its end, and with leave to ask this server about builds.
    static func add(to page: [UInt8], stamp: Int) -> [UInt8] {
        let tags = Array(
            ("<link rel=\"stylesheet\" href=\"\(LiveAnswer.own)live.css\"/>"
                + "<script src=\"\(LiveAnswer.own)live.js\" data-stamp=\"\(stamp)\"></script>").utf8)
        var out = page
        let end = Array("</body>".utf8)
        if let place = lastRange(of: end, in: out) {
            out.insert(contentsOf: tags, at: place)
        } else {
            out += tags
        }
        let policy = Array("default-src 'none'".utf8)
        if let place = out.firstRange(of: policy) {
            out.replaceSubrange(place, with: Array("default-src 'none'; connect-src 'self'".utf8))
        }
        return out
    }

    private static func lastRange(of mark: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= mark.count else { return nil }
        for start in stride(from: bytes.count - mark.count, through: 0, by: -1)
        where bytes[start..<(start + mark.count)].elementsEqual(mark) { return start }
        return nil
    }

    private static let script = """
        (() => {
          'use strict';
          const stamp = Number(document.currentScript.dataset.stamp);
          const key = 'wirescribe-scroll:' + location.pathname;
          const kept = sessionStorage.getItem(key);
          if (kept) {
            sessionStorage.removeItem(key);
            const [x, y] = kept.split(',').map(Number);
            const back = () => scrollTo({left: x, top: y, behavior: 'instant'});
            back();
            addEventListener('load', back);
          }
          let sheet;
          const show = (problems) => {
            if (!sheet) {
              sheet = document.createElement('section');
              sheet.id = 'wirescribe-problems';
              sheet.setAttribute('role', 'alert');
              document.body.append(sheet);
            }
            const title = document.createElement('h2');
            title.textContent = problems.length === 1 ? '1 problem' : problems.length + ' problems';
            const close = document.createElement('button');
            close.textContent = 'Close';
            close.addEventListener('click', () => { sheet.remove(); sheet = undefined; });
            const list = problems.map((text) => {
              const item = document.createElement('pre');
              item.textContent = text;
              return item;
            });
            sheet.replaceChildren(title, close, ...list);
          };
          const source = new EventSource('\(LiveAnswer.own)events?page=' + encodeURIComponent(location.pathname));
          source.addEventListener('build', (event) => {
            const news = JSON.parse(event.data);
            if (news.problems.length) return show(news.problems);
            if (sheet) { sheet.remove(); sheet = undefined; }
            if (news.stamp === stamp) return;
            sessionStorage.setItem(key, scrollX + ',' + scrollY);
            source.close();
            location.reload();
          });
          addEventListener('pagehide', () => source.close());
          addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
        })();

        """

    private static let style = """
        #wirescribe-problems{position:fixed;inset:auto 0 0;z-index:999;max-height:60vh;overflow:auto;padding:14px 22px 20px;\
        background:#2A0F0E;color:#FFE9E6;border-top:4px solid #FF8F86;font:15px/1.5 ui-sans-serif,system-ui,sans-serif}
        #wirescribe-problems h2{display:inline;font-size:17px;margin:0 14px 0 0}
        #wirescribe-problems pre{margin:12px 0 0;padding:0;border:0;background:none;color:inherit;white-space:pre-wrap;\
        font:13.5px/1.5 ui-monospace,Menlo,Consolas,monospace}
        #wirescribe-problems button{font:inherit;color:inherit;background:none;border:1px solid;border-radius:6px;padding:2px 12px}
        @media print{#wirescribe-problems{display:none}}

        """
}
