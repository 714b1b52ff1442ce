// swift-tools-version: 6.2
import PackageDescription

let nio = "swift-nio"
let nioSSL = "swift-nio-ssl"

/// Of targets that go through every byte of a site: what people and tests build with the debug configuration is made in half
/// the time.
let optimized: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "wirescribe",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "wirescribe", targets: ["wirescribe"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/attaswift/BigInt", from: "6.0.1"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CCmark", pkgConfig: "libcmark",
            providers: [.apt(["libcmark-dev"]), .brew(["cmark"])]),
        .target(name: "Markdown", dependencies: ["CCmark"], swiftSettings: optimized),
        .target(name: "Highlighting"),
        .target(name: "Search", swiftSettings: optimized),
        .target(name: "Specs"),
        .target(name: "Wire", swiftSettings: optimized),
        .target(
            name: "OAuth",
            dependencies: [
                "Specs", "Wire",
                .product(name: "BigInt", package: "BigInt"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        .target(
            name: "Traces", dependencies: ["Specs", "Wire"], exclude: ["trace.schema.json"], swiftSettings: optimized),
        .target(
            name: "World",
            dependencies: [
                "OAuth", "Specs", "Traces", "Wire",
                .product(name: "NIOCore", package: nio),
                .product(name: "NIOPosix", package: nio),
                .product(name: "NIOHTTP1", package: nio),
                .product(name: "NIOConcurrencyHelpers", package: nio),
                .product(name: "NIOSSL", package: nioSSL),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(name: "Authoring", dependencies: [.product(name: "Yams", package: "Yams")]),
        .target(name: "Settings", dependencies: ["Authoring", "Wire"]),
        .executableTarget(name: "embed-library"),
        .plugin(name: "EmbedLibrary", capability: .buildTool(), dependencies: ["embed-library"]),
        .target(name: "Library", plugins: ["EmbedLibrary"]),
        .target(
            name: "Preview",
            dependencies: [
                "Authoring",
                .product(name: "NIOCore", package: nio), .product(name: "NIOPosix", package: nio),
                .product(name: "NIOHTTP1", package: nio), .product(name: "NIOConcurrencyHelpers", package: nio),
            ]),
        .target(
            name: "Outside",
            dependencies: [
                "Wire",
                .product(name: "NIOCore", package: nio), .product(name: "NIOHTTP1", package: nio),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ]),
        .target(name: "Scenarios", dependencies: ["Authoring", "Settings", "World", "Specs", "Traces", "Wire"]),
        .target(
            name: "Docs",
            dependencies: ["Authoring", "Markdown", "Search", "Wire"],
            exclude: ["Cards/CardFont-LICENSE.txt"], swiftSettings: optimized),
        .target(name: "Diagrams", dependencies: ["Traces", "Specs", "Wire"], swiftSettings: optimized),
        .target(
            name: "Site",
            dependencies: [
                "Authoring", "Docs", "Highlighting", "Markdown", "Diagrams", "Scenarios", "Search", "Settings", "Specs",
                "Traces",
                "OAuth",
                "Wire",
                .product(name: "Mustache", package: "swift-mustache"),
            ]),
        .executableTarget(
            name: "wirescribe",
            dependencies: [
                "Authoring", "Docs", "Library", "Outside", "Preview", "Site", "Scenarios", "Settings", "World",
                "Traces", "Specs",
                "Diagrams",
                "Markdown",
                "Wire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        // What tests of several targets measure.
        .target(name: "Growth", path: "Tests/Growth"),
        .testTarget(
            name: "WorldTests",
            dependencies: [
                "World", "OAuth", "Traces", "Specs", "Wire",
                .product(name: "NIOCore", package: nio), .product(name: "NIOPosix", package: nio),
            ]),
        .target(
            name: "Fuzzing", dependencies: ["Authoring", "Diagrams", "Markdown", "Settings", "Traces", "Wire"],
            path: "Tests/Fuzzing"),
        .testTarget(name: "FuzzTests", dependencies: ["Fuzzing"]),
        .testTarget(
            name: "ScenariosTests",
            dependencies: ["Authoring", "Diagrams", "Scenarios", "Settings", "Traces", "Specs", "Wire"]),
        .testTarget(name: "DocsTests", dependencies: ["Authoring", "Docs", "Markdown"]),
        .testTarget(
            name: "DiagramsTests", dependencies: ["Diagrams", "Growth", "Traces", "Specs", "Wire"],
            exclude: ["Snapshots"]),
        .testTarget(
            name: "SiteTests",
            dependencies: [
                "Authoring", "Docs", "Site", "Scenarios", "Settings", "Diagrams", "Markdown", "Traces", "Specs", "Wire",
            ]),
        .testTarget(name: "SettingsTests", dependencies: ["Authoring", "Settings"]),
        .testTarget(
            name: "OutsideTests",
            dependencies: [
                "Outside",
                .product(name: "NIOCore", package: nio), .product(name: "NIOPosix", package: nio),
                .product(name: "NIOHTTP1", package: nio), .product(name: "NIOConcurrencyHelpers", package: nio),
            ]),
        .testTarget(name: "PreviewTests", dependencies: ["Preview"]),
        .testTarget(name: "WireTests", dependencies: ["Wire"]),
        .testTarget(name: "SpecsTests", dependencies: ["Specs"]),
        .testTarget(name: "OAuthTests", dependencies: ["OAuth", "Specs", "Wire"]),
        .testTarget(name: "TracesTests", dependencies: ["Traces", "Specs", "Wire"], exclude: ["Fixtures"]),
        .testTarget(name: "HighlightingTests", dependencies: ["Growth", "Highlighting"]),
        .testTarget(name: "SearchTests", dependencies: ["Growth", "Search"]),
        .testTarget(name: "MarkdownTests", dependencies: ["Growth", "Markdown"], exclude: ["Data"]),
    ]
)

// libFuzzer brings the `main` of this program, and cannot share a build with programs that have their own. See `make fuzz`.
if Context.environment["FUZZ"] != nil {
    package.products = [.executable(name: "fuzz", targets: ["fuzz"])]
    package.targets.removeAll {
        $0.type == .test || ["embed-library", "EmbedLibrary", "Library", "wirescribe"].contains($0.name)
    }
    package.targets.append(.executableTarget(name: "fuzz", dependencies: ["Fuzzing"], path: "Tests/Fuzz"))
}
