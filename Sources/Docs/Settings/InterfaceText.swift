import Wire

/// The words of the theme itself in one language: what stands around the content of every page.
public struct InterfaceText: Hashable, Sendable {
    /// The words that there are, by the names that templates (`{{text.next}}`) and `wirescribe.yml` use.
    public static let keys =
        [
            "skip", "site", "breadcrumbs", "onThisPage", "neighbours", "pages", "home", "version", "language",
            "updated", "edit", "tags", "notTranslated", "notFound", "notFoundText", "moved", "movedText",
            "olderVersion",
            "draft", "recordings", "anywhere", "note", "tip", "important", "warning", "caution",
        ] + scriptKeys

    /// The words that scripts show.
    static let scriptKeys = [
        "copy", "copied", "notCopied", "keys", "nextStep", "previousStep", "stepInDiagram", "noValueLit", "thisHelp",
        "singleKeys", "close", "search", "searchSite", "results", "found", "foundBest", "nothing", "noIndex",
    ]

    private let words: [String: String]
    /// The words for scripts that are not the English ones, which scripts know, as a JSON object; empty when all are.
    public let script: String

    /// - Parameter words: by the names of ``keys``; those that are left out are English.
    public init(_ words: [String: String] = [:]) {
        let all = InterfaceText.english.merging(words) { $1 }
        let members = InterfaceText.scriptKeys.compactMap { key in
            all[key].flatMap { $0 == InterfaceText.english[key] ? nil : JSON.Member(key, .string($0)) }
        }
        self.words = all
        script = members.isEmpty ? "" : JSON.object(members).text()
    }

    /// The built-in words of a language such as `de` or `pt-BR`, with some of them replaced.
    public init(language: String, replacing words: [String: String] = [:]) {
        let primary = String(language.prefix { $0 != "-" }).lowercased()
        self.init((InterfaceText.known[primary] ?? [:]).merging(words) { $1 })
    }

    public subscript(key: String) -> String { words[key] ?? "" }

    /// What a language is called by those who speak it, with its region where it has one: `Deutsch`, `Português (BR)`; its
    /// tag where the name is not built in.
    public static func name(of language: String) -> String {
        let parts = language.split(separator: "-", maxSplits: 1)
        guard let primary = parts.first, let name = names[primary.lowercased()] else { return language }
        return parts.count == 1 ? name : "\(name) (\(parts[1]))"
    }

    private static let names = [
        "ar": "العربية", "cs": "Čeština", "da": "Dansk", "de": "Deutsch", "el": "Ελληνικά", "en": "English",
        "es": "Español", "fa": "فارسی", "fi": "Suomi", "fr": "Français", "he": "עברית", "hi": "हिन्दी", "hu": "Magyar",
        "id": "Bahasa Indonesia", "it": "Italiano", "ja": "日本語", "ko": "한국어", "nb": "Norsk bokmål",
        "nl": "Nederlands", "pl": "Polski", "pt": "Português", "ro": "Română", "ru": "Русский", "sv": "Svenska",
        "th": "ไทย", "tr": "Türkçe", "uk": "Українська", "vi": "Tiếng Việt", "zh": "中文",
    ]

    /// The languages whose words are built in.
    public static let languages = known.keys.sorted() + ["en"]

    /// Whether a language is written from right to left.
    public static func isRightToLeft(_ language: String) -> Bool {
        ["ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"].contains(
            language.prefix { $0 != "-" }.lowercased())
    }

    private static let english = [
        "skip": "Skip to the content", "site": "Site", "breadcrumbs": "Breadcrumbs", "onThisPage": "On this page",
        "neighbours": "Neighbouring pages", "pages": "Pages", "home": "Home", "search": "Search",
        "version": "Version", "language": "Language", "updated": "Last updated", "edit": "Edit this page",
        "tags": "Tags", "notTranslated": "This page has not been translated yet.",
        "notFound": "There is no such page",
        "notFoundText": "Nothing is at this address. It may have been renamed, or it never was.",
        "moved": "This page has moved", "movedText": "Its new address:",
        "olderVersion": "This page belongs to an older version.", "draft": "Draft",
        "recordings": "Diagrams, lists and tables come from recordings.",
        "anywhere": "Works without scripts, in print, and in both colour schemes.",
        "note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution",
        "copy": "Copy", "copied": "Copied", "notCopied": "Not allowed here", "keys": "Keys", "nextStep": "next step",
        "previousStep": "previous step", "stepInDiagram": "this step in the diagram", "noValueLit": "no value lit",
        "thisHelp": "this help", "singleKeys": "Single keys are on", "close": "Close",
        "searchSite": "Search this site", "results": "Results", "found": "Pages: {count}",
        "foundBest": "Pages: {count}, the best {shown} shown", "nothing": "No pages",
        "noIndex": "The search index could not be loaded.",
    ]

    private static let known: [String: [String: String]] = [
        "de": [
            "skip": "Zum Inhalt springen", "site": "Website", "breadcrumbs": "Brotkrumen",
            "onThisPage": "Auf dieser Seite", "neighbours": "Benachbarte Seiten", "pages": "Seiten",
            "home": "Startseite", "search": "Suche", "version": "Version", "language": "Sprache",
            "updated": "Zuletzt geändert", "edit": "Diese Seite bearbeiten", "tags": "Schlagwörter",
            "notTranslated": "Diese Seite ist noch nicht übersetzt.", "notFound": "Diese Seite gibt es nicht",
            "notFoundText": "Unter dieser Adresse steht nichts. Sie wurde umbenannt oder hat nie bestanden.",
            "moved": "Diese Seite ist umgezogen", "movedText": "Ihre neue Adresse:",
            "olderVersion": "Diese Seite gehört zu einer älteren Version.", "draft": "Entwurf",
            "recordings": "Diagramme, Listen und Tabellen stammen aus Aufzeichnungen.",
            "anywhere": "Funktioniert ohne Skripte, gedruckt und in beiden Farbschemata.",
            "note": "Hinweis", "tip": "Tipp", "important": "Wichtig", "warning": "Warnung", "caution": "Vorsicht",
            "copy": "Kopieren", "copied": "Kopiert", "notCopied": "Hier nicht erlaubt", "keys": "Tasten",
            "nextStep": "nächster Schritt", "previousStep": "voriger Schritt",
            "stepInDiagram": "dieser Schritt im Diagramm", "noValueLit": "keinen Wert hervorheben",
            "thisHelp": "diese Hilfe", "singleKeys": "Einzelne Tasten sind eingeschaltet", "close": "Schließen",
            "searchSite": "Diese Website durchsuchen", "results": "Ergebnisse", "found": "Seiten: {count}",
            "foundBest": "Seiten: {count}, davon die besten {shown}",
            "nothing": "Keine Seiten", "noIndex": "Der Suchindex konnte nicht geladen werden.",
        ],
        "fr": [
            "skip": "Aller au contenu", "site": "Site", "breadcrumbs": "Fil d’Ariane",
            "onThisPage": "Sur cette page", "neighbours": "Pages voisines", "pages": "Pages", "home": "Accueil",
            "search": "Recherche", "version": "Version", "language": "Langue", "updated": "Dernière mise à jour",
            "edit": "Modifier cette page", "tags": "Mots-clés",
            "notTranslated": "Cette page n’est pas encore traduite.", "notFound": "Cette page n’existe pas",
            "notFoundText": "Il n’y a rien à cette adresse. Elle a été renommée ou n’a jamais existé.",
            "moved": "Cette page a été déplacée", "movedText": "Sa nouvelle adresse :",
            "olderVersion": "Cette page appartient à une version antérieure.", "draft": "Brouillon",
            "recordings": "Les schémas, listes et tableaux proviennent d’enregistrements.",
            "anywhere": "Fonctionne sans script, à l’impression et dans les deux thèmes de couleurs.",
            "note": "Remarque", "tip": "Astuce", "important": "Important", "warning": "Avertissement",
            "caution": "Attention", "copy": "Copier", "copied": "Copié", "notCopied": "Pas autorisé ici",
            "keys": "Touches", "nextStep": "étape suivante", "previousStep": "étape précédente",
            "stepInDiagram": "cette étape dans le schéma", "noValueLit": "aucune valeur surlignée",
            "thisHelp": "cette aide", "singleKeys": "Les touches seules sont actives", "close": "Fermer",
            "searchSite": "Rechercher sur ce site", "results": "Résultats", "found": "Pages : {count}",
            "foundBest": "Pages : {count}, les {shown} meilleures affichées",
            "nothing": "Aucune page", "noIndex": "L’index de recherche n’a pas pu être chargé.",
        ],
        "es": [
            "skip": "Ir al contenido", "site": "Sitio", "breadcrumbs": "Ruta de navegación",
            "onThisPage": "En esta página", "neighbours": "Páginas vecinas", "pages": "Páginas", "home": "Inicio",
            "search": "Buscar", "version": "Versión", "language": "Idioma", "updated": "Última actualización",
            "edit": "Editar esta página", "tags": "Etiquetas",
            "notTranslated": "Esta página aún no está traducida.", "notFound": "Esta página no existe",
            "notFoundText": "No hay nada en esta dirección. Ha cambiado de nombre o nunca existió.",
            "moved": "Esta página se ha movido", "movedText": "Su nueva dirección:",
            "olderVersion": "Esta página pertenece a una versión anterior.", "draft": "Borrador",
            "recordings": "Los diagramas, listas y tablas proceden de grabaciones.",
            "anywhere": "Funciona sin scripts, impresa y en ambos esquemas de color.",
            "note": "Nota", "tip": "Consejo", "important": "Importante", "warning": "Advertencia",
            "caution": "Precaución", "copy": "Copiar", "copied": "Copiado", "notCopied": "No permitido aquí",
            "keys": "Teclas", "nextStep": "paso siguiente", "previousStep": "paso anterior",
            "stepInDiagram": "este paso en el diagrama", "noValueLit": "ningún valor resaltado",
            "thisHelp": "esta ayuda", "singleKeys": "Las teclas sueltas están activas", "close": "Cerrar",
            "searchSite": "Buscar en este sitio", "results": "Resultados", "found": "Páginas: {count}",
            "foundBest": "Páginas: {count}, se muestran las {shown} mejores",
            "nothing": "Ninguna página", "noIndex": "No se pudo cargar el índice de búsqueda.",
        ],
        "ar": [
            "skip": "انتقل إلى المحتوى", "site": "الموقع", "breadcrumbs": "مسار التنقل",
            "onThisPage": "في هذه الصفحة", "neighbours": "الصفحات المجاورة", "pages": "الصفحات",
            "home": "الرئيسية", "search": "بحث", "version": "الإصدار", "language": "اللغة",
            "updated": "آخر تحديث", "edit": "تعديل هذه الصفحة", "tags": "الوسوم",
            "notTranslated": "لم تُترجم هذه الصفحة بعد.", "notFound": "لا توجد صفحة كهذه",
            "notFoundText": "لا يوجد شيء في هذا العنوان. ربما تغيّر اسمه أو لم يوجد قط.",
            "moved": "انتقلت هذه الصفحة", "movedText": "عنوانها الجديد:",
            "olderVersion": "هذه الصفحة تخص إصدارًا أقدم.", "draft": "مسودة",
            "recordings": "الرسوم والقوائم والجداول مأخوذة من تسجيلات.",
            "anywhere": "يعمل دون نصوص برمجية، وعند الطباعة، وبنمطي الألوان.",
            "note": "ملاحظة", "tip": "نصيحة", "important": "مهم", "warning": "تحذير", "caution": "تنبيه",
            "copy": "نسخ", "copied": "تم النسخ", "notCopied": "غير مسموح هنا", "keys": "المفاتيح",
            "nextStep": "الخطوة التالية", "previousStep": "الخطوة السابقة", "stepInDiagram": "هذه الخطوة في الرسم",
            "noValueLit": "دون إبراز أي قيمة", "thisHelp": "هذه المساعدة", "singleKeys": "المفاتيح المفردة مفعّلة",
            "close": "إغلاق", "searchSite": "البحث في هذا الموقع", "results": "النتائج", "found": "الصفحات: {count}",
            "foundBest": "الصفحات: {count}، المعروض أفضل {shown}", "nothing": "لا صفحات",
            "noIndex": "تعذّر تحميل فهرس البحث.",
        ],
    ]
}
