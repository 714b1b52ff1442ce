import AsyncHTTPClient
import Foundation
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Specs
import Traces
import Wire

/// A party that answers requests. `respond` is called with one request at a time in a scenario; `mock` may call it for
/// several clients at once.
public protocol Responder: Sendable {
    func respond(to request: Request) async -> Response
}

/// One run of a scenario: its clock, its randomness, its hosts, and the only door to the network.
public final class Run: Sendable {
    public let id: RunID
    public let clock: any Clock
    public let randomness: any Randomness
    public let recorder = Recorder()
    /// Where a step that says `until` holds the run.
    let breakpoint = Breakpoint()

    /// The exchange that the current task is answering.
    @TaskLocal static var answering: Int?

    struct Host: Sendable {
        var party: String
        /// Requests whose path starts with this go to the party; the longest match wins.
        var pathPrefix: String
        var responder: any Responder
    }

    private let hosts = NIOLockedValueBox<[String: [Host]]>([:])
    private let faults: NIOLockedValueBox<FaultBook>
    private let client: HTTPClient
    private let gateway: Gateway?
    /// The ports from which the servers of `mock` are asking something themselves.
    private let ownPorts: NIOLockedValueBox<Set<Int>>
    /// The name under which the gateway knows this run.
    private let key: String

    /// How long a request may really take before it counts as hung. Never part of a story: so long that no machine is
    /// busy enough to make it one.
    private static let patience: TimeAmount = .minutes(30)

    private init(
        id: RunID, clock: any Clock, randomness: any Randomness, faults: FaultBook, client: HTTPClient,
        gateway: Gateway?, key: String, ownPorts: NIOLockedValueBox<Set<Int>> = NIOLockedValueBox([])
    ) {
        self.id = id
        self.clock = clock
        self.randomness = randomness
        self.faults = NIOLockedValueBox(faults)
        self.client = client
        self.gateway = gateway
        self.ownPorts = ownPorts
        self.key = key
    }

    /// A run over the loopback gateway, with virtual time and seeded randomness.
    static func scenario(_ id: RunID, faults: FaultBook) async throws -> Run {
        let gateway = try await Gateway.shared.value
        let key = gateway.newKey()
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            proxy: .server(
                host: "127.0.0.1", port: gateway.port, authorization: nil,
                connectHeaders: [Gateway.runHeader: key]))
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates([gateway.authority.root])
        configuration.tlsConfiguration = tls
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = patience
        configuration.connectionPool.retryConnectionEstablishment = false
        let box = RecorderBox()
        configuration.http1_1ConnectionDebugInitializer = { channel in
            channel.eventLoop.submit {
                guard let recorder = box.recorder.withLockedValue({ $0 }) else { return }
                let pipeline = channel.pipeline.syncOperations
                let encoder = try pipeline.handler(type: HTTPRequestEncoder.self)
                try pipeline.addHandler(SenderTap(recorder: recorder), position: .before(encoder))
            }
        }
        // All variants of a run draw alike: a run and the same run without one check are equal up to the first exchange
        // that the check makes different.
        let seed = id.scenario + "/" + id.revision.rawValue
        let run = Run(
            id: id, clock: VirtualClock(), randomness: SeededRandomness(seed: seed), faults: faults,
            client: HTTPClient(
                eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration),
            gateway: gateway, key: key)
        box.recorder.withLockedValue { $0 = run.recorder }
        gateway.add(run, key: key)
        return run
    }

    /// The servers alone on plain loopback ports, with the machine's clock and randomness.
    static func mock(_ id: RunID) -> Run {
        let ports = NIOLockedValueBox<Set<Int>>([])
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.http1_1ConnectionDebugInitializer = { channel in
            if let port = channel.localAddress?.port {
                ports.withLockedValue { _ = $0.insert(port) }
                channel.closeFuture.whenComplete { _ in ports.withLockedValue { _ = $0.remove(port) } }
            }
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        return Run(
            id: id, clock: WallClock(), randomness: SystemRandomness(), faults: FaultBook(),
            client: HTTPClient(
                eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration),
            gateway: nil, key: "", ownPorts: ports)
    }

    /// Whether a connection is one of the servers' own: what a client says of itself in `User-Agent` proves nothing.
    func isOwn(port: Int) -> Bool { ownPorts.withLockedValue { $0.contains(port) } }

    private final class RecorderBox: Sendable {
        let recorder = NIOLockedValueBox<Recorder?>(nil)
    }

    /// Closes the connections. Must be called once, at the end.
    func close() async {
        gateway?.remove(key: key)
        try? await client.shutdown()
    }

    func attach(_ responder: any Responder, party: String, authority: String, pathPrefix: String = "/") {
        hosts.withLockedValue {
            $0[authority, default: []].append(Host(party: party, pathPrefix: pathPrefix, responder: responder))
        }
    }

    func setFaults(_ change: (inout FaultBook) -> Void) { faults.withLockedValue { change(&$0) } }

    func ignores(_ check: String, party: String) -> Bool {
        faults.withLockedValue { $0.of(party).ignores(check) }
    }

    func host(authority: String, path: String) -> Host? {
        hosts.withLockedValue { hosts in
            hosts[authority]?.filter { path.hasPrefix($0.pathPrefix) }.max { $0.pathPrefix.count < $1.pathPrefix.count }
        }
    }

    // MARK: Sending

    /// Sends one request and waits for its end; no redirect is followed.
    ///
    /// - Parameter origin: scheme and authority, such as `https://auth.example.com`.
    /// - Returns: what the sender saw: the response as its bytes came over the wire, or why none came.
    public func send(_ request: Request, to origin: String, from sender: String) async -> Exchange.Outcome {
        guard gateway != nil else { return await fetchUnrecorded(request, origin: origin) }
        if recorder.isFrozen { return .failure(.refused) }
        let authority = Run.authority(of: origin)
        var request = request
        let receiver = party(authority: authority, path: request.path)
        let kind = kindIfNeeded(request, origin: origin, response: nil)
        if let kind { faults.withLockedValue { $0.applyOutgoing(&request, kind: kind, from: sender) } }
        let slot = recorder.begin(
            sender: sender, receiver: receiver, origin: origin, parent: Run.answering, time: clock.elapsed,
            request: request)
        clock.advance(milliseconds: VirtualClock.messageStep)
        if let kind, faults.withLockedValue({ $0.refuses(kind, receiver) }) {
            return recorder.finish(slot, failure: .refused, time: clock.elapsed)
        }
        do {
            _ = try await execute(request, origin: origin)
            clock.advance(milliseconds: VirtualClock.messageStep)
            let outcome = recorder.finish(slot, failure: nil, time: clock.elapsed)
            await breakpoint.reached(recorder.kind(of: slot))
            return outcome
        } catch {
            let failure = faults.withLockedValue { $0.lastDrop } ?? .reset
            faults.withLockedValue { $0.lastDrop = nil }
            return recorder.finish(slot, failure: failure, time: clock.elapsed)
        }
    }

    /// What an exchange is for, where a fault may name it; nil in runs without such faults.
    private func kindIfNeeded(_ request: Request, origin: String, response: Response?) -> ExchangeKind? {
        guard faults.withLockedValue({ $0.bendsMessages }) else { return nil }
        return classify(request, origin: origin, response: response, known: recorder.known())
    }

    private func execute(_ request: Request, origin: String) async throws -> (HTTPClientResponse, ByteBuffer) {
        var outgoing = HTTPClientRequest(url: origin + request.target)
        outgoing.method = HTTPMethod(rawValue: request.method)
        for header in request.headers.list { outgoing.headers.add(name: header.name, value: header.value) }
        if !request.body.isEmpty { outgoing.body = .bytes(request.body) }
        let response = try await client.execute(outgoing, timeout: Run.patience)
        return (response, try await response.body.collect(upTo: HTTPLimits().body))
    }

    /// `mock` records at the receivers only, so its own requests are seen there, or not at all when they go elsewhere.
    private func fetchUnrecorded(_ request: Request, origin: String) async -> Exchange.Outcome {
        guard let (response, body) = try? await execute(request, origin: origin) else { return .failure(.refused) }
        return .response(
            Response(
                status: Int(response.status.code), reason: response.status.reasonPhrase,
                headers: Headers(response.headers.map { .init($0.name, $0.value) }), body: Array(body.readableBytesView)
            ))
    }

    /// The authority of a `CONNECT` for an origin: host and port, the port always written.
    static func authority(of origin: String) -> String {
        guard let url = WebURL(origin) else { return origin }
        return url.host + ":" + String(url.port)
    }
}

extension Run: RunHosts {
    func listens(at authority: String) -> Bool {
        hosts.withLockedValue { $0[authority] != nil }
    }

    func handle(_ arrival: Exchanger.Arrival, authority: String) async -> Handling {
        guard let slot = recorder.slot(port: arrival.port, number: arrival.number) else { return .drop }
        recorder.setReceived(request: arrival.bytes, slot: slot)
        switch arrival.request {
        case .success(let request): return await answer(request, authority: authority, slot: slot)
        case .failure(let refusal): return .answer(refusal.response(date: clock.httpDate), slot: slot)
        }
    }

    func answered(_ slot: Int, _ written: Written) {
        if case .sent(let bytes) = written { recorder.setReceived(response: bytes, slot: slot) }
    }

    /// The name of the party that answers at an address.
    func party(authority: String, path: String) -> String { host(authority: authority, path: path)?.party ?? "nobody" }

    func answer(_ request: Request, authority: String, slot: Int) async -> Handling {
        guard let host = host(authority: authority, path: request.path) else { return .drop }
        var asked = request
        // HEAD is GET without the content (RFC 9110 section 9.3.2), which nobody writes.
        if asked.method == "HEAD" { asked.method = "GET" }
        let question = asked
        var response = await Run.$answering.withValue(slot) { await host.responder.respond(to: question) }
        let scheme = authority.hasSuffix(":443") ? "https" : "http"
        let origin = scheme + "://" + (scheme == "https" ? String(authority.dropLast(4)) : authority)
        if let kind = kindIfNeeded(request, origin: origin, response: response),
            let drop = faults.withLockedValue({ $0.applyAnswer(&response, kind: kind, from: host.party) })
        {
            if drop == .lost { recorder.setAnswered(response, slot: slot) }
            faults.withLockedValue { $0.lastDrop = drop }
            return .drop
        }
        return .answer(response, slot: slot)
    }
}

/// What one party may use of its run. Every actor holds one; there is no other way to the clock, to randomness, to the
/// network or into the record.
public struct PartyContext: Sendable {
    public let run: Run
    public let name: String

    var revision: Revision { run.id.revision }
    /// Seconds since 1970.
    var now: Int { run.clock.seconds }
    var httpDate: String { run.clock.httpDate }

    /// Random text in the base64url alphabet, from the stream of this purpose.
    func random(_ purpose: String, bytes count: Int = 32) -> String {
        run.randomness.text(count, party: name, purpose: purpose)
    }

    /// 32 random bytes in base64 with padding: text that has to be encoded in a form. It is drawn until it holds a `+`, which
    /// a form that was not encoded turns into a space.
    func randomBase64(_ purpose: String) -> String {
        while true {
            let text = Data(run.randomness.bytes(32, party: name, purpose: purpose)).base64EncodedString()
            if text.contains("+") { return text }
        }
    }

    /// A random UUID (version 4) in its usual form.
    func uuid(_ purpose: String) -> String {
        var bytes = run.randomness.bytes(16, party: name, purpose: purpose)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let cuts = [0, 8, 12, 16, 20, 32]
        return zip(cuts, cuts.dropFirst()).map { String(hex.dropFirst($0).prefix($1 - $0)) }.joined(separator: "-")
    }

    func send(_ request: Request, to url: WebURL) async -> Exchange.Outcome {
        await run.send(request, to: url.origin, from: name)
    }

    /// Records a comparison. Returns whether the party goes on: it holds, or the check is switched off here.
    func check(_ finding: Finding) -> Bool {
        let ignored = !finding.holds && run.ignores(finding.check, party: name)
        record(.check, finding, enforced: !ignored, during: Run.answering ?? run.recorder.last(of: name))
        return finding.holds || ignored
    }

    /// Records that a value came into being here.
    func create(_ kind: ValueKind, _ text: String, _ summary: String, clause: String = "", inputs: [Finding.Input] = [])
    {
        record(
            .create, Finding(clause, summary, inputs: inputs, holds: true), during: Run.answering,
            values: [TypedValue(kind, text)])
    }

    /// Records a choice with what it was made from.
    func choose(_ summary: String, _ choice: String, clause: String = "", inputs: [Finding.Input] = []) {
        record(
            .choose, Finding(clause, summary, inputs: inputs, actual: choice, holds: true),
            during: Run.answering ?? run.recorder.last(of: name))
    }

    func note(
        _ action: Decision.Action, _ summary: String, clause: String = "", inputs: [Finding.Input] = [],
        values: [TypedValue] = []
    ) {
        record(
            action, Finding(clause, summary, inputs: inputs, holds: true),
            during: Run.answering ?? run.recorder.last(of: name), values: values)
    }

    private func record(
        _ action: Decision.Action, _ finding: Finding, enforced: Bool = true, during: Int?, values: [TypedValue] = []
    ) {
        run.recorder.decide(
            party: name, action: action, during: during, time: run.clock.elapsed, finding: finding, enforced: enforced,
            values: values)
    }
}
