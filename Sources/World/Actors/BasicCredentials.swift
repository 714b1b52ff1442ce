import Foundation
import Wire

/// User and password of HTTP Basic as OAuth uses it: both form-encoded before they are joined (RFC 6749 section 2.3.1).
struct BasicCredentials: Hashable, Sendable {
    var user: String
    var password: String

    init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    /// Nil unless the header is `Basic` with a colon inside.
    init?(_ header: String) {
        guard let raw = BasicCredentials(unencoded: header) else { return nil }
        user = Percent.decode(raw.user, plusIsSpace: true)
        password = Percent.decode(raw.password, plusIsSpace: true)
    }

    /// The pair as it stands under the base64, as HTTP has it without OAuth (RFC 7617).
    init?(unencoded header: String) {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic", let data = Data(base64Encoded: parts[1].trimmed)
        else {
            return nil
        }
        let pair = Percent.text(Array(data)).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { return nil }
        user = String(pair[0])
        password = String(pair[1])
    }

    var header: String {
        let pair = Percent.encode(user, spaceAsPlus: true) + ":" + Percent.encode(password, spaceAsPlus: true)
        return "Basic " + Data(pair.utf8).base64EncodedString()
    }
}
