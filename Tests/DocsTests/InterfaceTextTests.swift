import Foundation
import Testing

@testable import Docs

@Suite struct InterfaceTextTests {
    @Test(arguments: InterfaceText.languages) func everyLanguageHasAllWords(language: String) {
        let words = InterfaceText(language: language)
        let english = InterfaceText()
        #expect(InterfaceText.keys.allSatisfy { !words[$0].isEmpty })
        #expect(Set(InterfaceText.keys).count == InterfaceText.keys.count)
        #expect(words.script.isEmpty == (language == "en"))
        // Some words are the same in two languages, most are not.
        let same = InterfaceText.keys.filter { words[$0] == english[$0] }
        #expect(language == "en" || same.count < 6, "\(same)")
        #expect(InterfaceText.name(of: language) != language)
    }

    /// Scripts carry the English words themselves, so that pages in English need not.
    @Test func scriptsSayTheEnglishWords() throws {
        let folder = URL(fileURLWithPath: #filePath).appending(path: "../../../templates/assets").standardized
        let scripts = try ["site.js", "search.js"].map {
            try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
        }.joined()
        let said = scripts.matches(of: /say\("(\w+)", "([^"]+)"\)/).map { "\($0.1)=\($0.2)" }
        let english = InterfaceText()
        #expect(Set(said) == Set(InterfaceText.scriptKeys.map { "\($0)=\(english[$0])" }))
    }

    @Test func onlyWhatIsNotEnglishReachesScripts() {
        let words = InterfaceText(["close": "Shut \"it\"", "home": "Start"])
        #expect(words.script == #"{"close":"Shut \"it\""}"#)
    }

    @Test func languagesAreCalledByTheirNames() {
        #expect(InterfaceText.name(of: "de") == "Deutsch")
        #expect(InterfaceText.name(of: "pt-BR") == "Português (BR)")
        #expect(InterfaceText.name(of: "tlh") == "tlh")
    }
}
