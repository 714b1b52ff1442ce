/// The words of the theme itself in one language: what stands around the content of every page.
public struct InterfaceText: Hashable, Sendable {
    /// The words that there are, by the names that templates (`{{text.next}}`) and `wirescribe.yml` use.
    public static let keys = [
        "skip", "site", "breadcrumbs", "onThisPage", "neighbours", "pages", "home", "search", "version", "language",
        "updated", "edit", "tags", "notTranslated", "notFound", "notFoundText", "moved", "movedText", "olderVersion",
        "draft", "recordings", "anywhere",
    ]

    private var words: [String: String]

    /// - Parameter words: by the names of ``keys``; those that are left out are English.
    public init(_ words: [String: String] = [:]) {
        self.words = InterfaceText.english.merging(words) { $1 }
    }

    /// The built-in words of a language such as `de` or `pt-BR`, with some of them replaced.
    public init(language: String, replacing words: [String: String] = [:]) {
        let primary = String(language.prefix { $0 != "-" }).lowercased()
        self.init((InterfaceText.known[primary] ?? [:]).merging(words) { $1 })
    }

    public subscript(key: String) -> String { words[key] ?? "" }

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
        ],
    ]
}
