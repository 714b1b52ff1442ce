import Specs

/// Line icons of 18 by 17 units, one per role, and the key that marks a secret.
enum Icon {
    static let keyShaft = "M12.2 0h5.2M15.2 0v2.4M17.2 0v1.9"

    /// The name of a role's icon among the shapes of a figure: `i-br`.
    static func id(_ role: Role) -> String { "i-" + role.rawValue.prefix(2) }

    /// The icons of these roles, for others to refer to.
    static func definitions(_ roles: Set<Role>, prefix: String) -> [Markup] {
        Role.allCases.filter(roles.contains).map { role in
            .tag("g", ["id": prefix + id(role), "class": "ic"], shapes(role))
        }
    }

    static func shapes(_ role: Role) -> [Markup] {
        switch role {
        case .browser: [window, path("M0 6h18M3 3.6h.01M5.6 3.6h.01")]
        case .client: [window, path("M4 6l3 2.6-3 2.6M9.5 11.5h4.5")]
        case .server:
            [
                .tag("rect", ["y": "1", "width": "18", "height": "6.4", "rx": "2"]),
                .tag("rect", ["y": "9.6", "width": "18", "height": "6.4", "rx": "2"]),
                path("M3.6 4.2h.01m-.01 8.6h.01"),
            ]
        case .authorization: [path(shield + "M6 8.4l2.3 2.3 4-4.2")]
        case .idp: [path(shield + "M9 4.6a1.9 1.9 0 1 0 .01 0M5.6 12a3.5 3.5 0 0 1 6.8 0")]
        case .upstream: [path("M5 15h8.5a4 4 0 0 0 .6-8A5.4 5.4 0 0 0 3.8 8 3.6 3.6 0 0 0 5 15z")]
        case .metadataHost: [path("M3 .8h8l4 4V16H3zM11 .8v4h4M6 9h6M6 12h6")]
        case .attacker: [path("M9 1.2L17.4 15.8H.6zM9 6.4v4.4M9 13.2h.01")]
        }
    }

    private static let shield = "M9 .6l8 3v4.8c0 4.4-3.3 7.2-8 8.6-4.7-1.4-8-4.2-8-8.6V3.6z"
    private static let window = Markup.tag("rect", ["y": "1", "width": "18", "height": "15", "rx": "3"])
    private static func path(_ data: String) -> Markup { .tag("path", ["d": data]) }
}
