import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Wire

/// Asks other sites whether pages are still there: a few at a time, one question after the other for each host, and
/// nothing that was answered in the last days.
public struct OutsideCheck: Sendable {
    /// What a site said.
    public enum Answer: Hashable, Sendable {
        /// The page is there, or it is there for others: it wants a login or no programs.
        case found
        /// The page is gone, or its host is: why, as a phrase.
        case gone(String)
        /// Nobody knows: why, as a phrase. It may be there tomorrow.
        case silent(String)
    }

    /// Hosts that are asked at the same time.
    static let hosts = 8
    /// Answers are believed for so many seconds.
    static let trust = 7 * 86_400

    private let timeout: TimeAmount
    private let cache: URL?
    private let now: Int

    /// - Parameters:
    ///   - cache: the file that keeps good answers; nil for none.
    ///   - timeout: how long an answer may take, in seconds.
    ///   - now: the time, in seconds since 1970.
    public init(
        cache: URL?, timeout: Int = 15, now: Int = Int(Date.now.timeIntervalSince1970)
    ) {
        self.cache = cache
        self.timeout = .seconds(Int64(timeout))
        self.now = now
    }

    /// The answers for addresses of pages, by address.
    ///
    /// - Parameter progress: called with the number of pages that were asked for.
    public func answers(
        for urls: [String], progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async -> [String: Answer] {
        var known = readCache()
        let asked = Set(urls).filter { known[$0] == nil }.sorted()
        var answers = Dictionary(urls.filter { known[$0] != nil }.map { ($0, Answer.found) }) { $1 }
        for (url, answer) in await ask(asked, progress) {
            answers[url] = answer
            if answer == .found { known[url] = now }
        }
        writeCache(known)
        return answers
    }

    // MARK: Asking

    private func ask(_ urls: [String], _ progress: @escaping @Sendable (Int) -> Void) async -> [(String, Answer)] {
        guard !urls.isEmpty else { return [] }
        var settings = HTTPClient.Configuration(redirectConfiguration: .follow(max: 8, allowCycles: false))
        settings.timeout = .init(connect: timeout, read: timeout)
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
        let groups = Dictionary(grouping: urls) { WebURL($0)?.authority ?? "" }.sorted { $0.key < $1.key }
        var found: [(String, Answer)] = []
        await withTaskGroup(of: [(String, Answer)].self) { tasks in
            var next = groups.makeIterator()
            func start() {
                guard let (_, urls) = next.next() else { return }
                tasks.addTask {
                    var answers: [(String, Answer)] = []
                    for url in urls { answers.append((url, await answer(of: url, client))) }
                    return answers
                }
            }
            for _ in 0..<OutsideCheck.hosts { start() }
            for await answers in tasks {
                found += answers
                progress(found.count)
                start()
            }
        }
        try? await client.shutdown()
        return found
    }

    private func answer(of url: String, _ client: HTTPClient) async -> Answer {
        var answer = Answer.silent("")
        // Some servers do not know HEAD, so whatever is wrong with it is asked again in full.
        for method in [HTTPMethod.HEAD, .GET] {
            answer = await once(method, url, client)
            if answer == .found { return answer }
        }
        return answer
    }

    private func once(_ method: HTTPMethod, _ url: String, _ client: HTTPClient) async -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers.add(name: "User-Agent", value: "Wirescribe (link check)")
        request.headers.add(name: "Accept", value: "*/*")
        do {
            let response = try await client.execute(request, timeout: timeout)
            return OutsideCheck.answer(to: Int(response.status.code))
        } catch let error as HTTPClientError where OutsideCheck.wrong.contains(error) {
            return .gone("it is no address that can be asked for (\(error.shortDescription))")
        } catch let error as HTTPClientError {
            return .silent(error.shortDescription)
        } catch {
            return .silent("\(error)")
        }
    }

    /// Mistakes in the address itself.
    private static let wrong: [HTTPClientError] = [
        .invalidURL, .emptyHost, .missingSocketPath, .emptyScheme, .redirectCycleDetected, .redirectLimitReached,
    ]

    static func answer(to status: Int) -> Answer {
        switch status {
        case 200..<400: .found
        // The page is there, for those who log in, pay, or wait.
        case 401, 402, 403, 407, 429, 451: .found
        case 408, 425, 500...: .silent("it answered \(status)")
        default: .gone("it answered \(status)")
        }
    }

    // MARK: What was answered before

    /// The addresses that were there, and when.
    private func readCache() -> [String: Int] {
        guard let cache, let data = try? Data(contentsOf: cache), let json = try? JSON(parsing: data),
            let members = json["found"]?.members
        else { return [:] }
        var known: [String: Int] = [:]
        for member in members {
            guard let time = member.value.int, time <= now, now - time < OutsideCheck.trust else { continue }
            known[member.name] = time
        }
        return known
    }

    private func writeCache(_ known: [String: Int]) {
        guard let cache else { return }
        let found = known.sorted { $0.key < $1.key }.map { JSON.Member($0.key, JSON($0.value)) }
        let text = JSON.object([JSON.Member("found", .object(found))]).text(pretty: true) + "\n"
        try? FileManager.default.createDirectory(
            at: cache.deletingLastPathComponent(), withIntermediateDirectories: true)
        // Without a cache the next build asks again, and that is all.
        try? Data(text.utf8).write(to: cache, options: .atomic)
    }
}
