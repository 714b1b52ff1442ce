import Specs
import Testing
import Traces
import Wire

@testable import Diagrams

struct FlowTests {
    @Test func phasesFollowTheRun() {
        let titles = Flow(Fixture.registrationFlow).phases.map(\.title)
        #expect(
            titles == [
                "Discovery", "Registration", "Authorization", "Token", "Access", "Step-up", "Refresh", "Access",
                "Revocation",
            ])
        #expect(Flow(Fixture.registrationFlow).phases.map(\.id).contains("p-access-2"))
        #expect(Flow(Fixture.documentFlow).phases.map(\.steps) == ["steps 1–3", "steps 4–9", "step 10", "steps 11–14"])
    }

    @Test func childrenStayInTheirParentsPhase() throws {
        let flow = Flow(Fixture.documentFlow)
        #expect(flow.phase(of: "cimd-fetch")?.title == "Authorization")
        #expect(flow.phase(of: "jwks")?.title == "Access")
        #expect(try #require(flow.exchange("cimd-fetch")).caption == "while answering 4")
        #expect(try #require(flow.exchange("jwks")).caption == "while answering 11")
    }

    @Test func lanesAndZones() {
        let flow = Flow(Fixture.documentFlow)
        #expect(flow.lanes.map(\.role) == [.browser, .client, .server, .authorization, .metadataHost])
        #expect(
            flow.zones.map(\.title) == [
                "On the user’s own machine", "Resource domain", "Identity domain", "Client’s own domain",
            ])
        #expect(flow.zones[0].lanes == 0...1)
    }

    @Test func oneOriginGivesOneZone() {
        var parties = Cast.four
        parties[3].origin = parties[2].origin
        var run = TraceBuilder(.march2025, parties)
        run.send(
            .asMetadata, "client", "as", Make.get("/.well-known/oauth-authorization-server"), Response(status: 404))
        run.send(.mcpInitialize, "client", "server", Make.rpc("initialize"), Make.reply([:]))
        #expect(Flow(run.trace()).zones.map(\.lanes) == [0...0, 1...2])
    }

    @Test func cargoNamesValuesSecretsFirst() throws {
        let flow = Flow(Fixture.documentFlow)
        let token = try #require(flow.exchange("token-request"))
        #expect(token.cargo.map(\.label) == ["code", "code_verifier", "client_id", "resource"])
        #expect(token.replyCargo.map(\.label) == ["access_token", "refresh_token", "scope"])
        let callback = try #require(flow.exchange("authorization-response"))
        #expect(callback.cargo.map(\.label) == ["code", "state", "iss"])
        #expect(callback.path == "/callback")
    }

    @Test func redirectsAreFollowedByComparingAddresses() {
        let flow = Flow(Fixture.redirectFlow)
        #expect(flow.exchanges.map { $0.redirect?.tag } == [nil, "302", "303", "307"])
        var run = TraceBuilder(.july2026, Cast.four)
        run.send(.login, "browser", "as", Make.get("/a"), Make.redirect("/b"))
        run.send(.login, "browser", "as", Make.get("/c"), Make.page())
        #expect(Flow(run.trace()).exchanges.allSatisfy { $0.redirect == nil })
    }

    @Test func aFormThatPostsItselfIsAHop() {
        var run = TraceBuilder(.july2026, Cast.four)
        run.send(.consent, "browser", "as", Make.form("/consent", ["decision": "allow"]), Make.page())
        run.send(.authorizationResponse, "browser", "client", Make.form("/callback", ["code": "1"]), Make.page())
        #expect(Flow(run.trace()).exchanges[1].redirect?.tag == "POST")
    }

    @Test func localStepsAndTheLaunchComeFromDecisions() throws {
        let items = try #require(Flow(Fixture.documentFlow).phases.first { $0.title == "Authorization" }).items
        guard case .local(let step) = items[0], case .launch(let hop) = items[1] else {
            Issue.record("no local step and launch first")
            return
        }
        #expect(step.decisions == ["d1", "d2", "d3"])
        #expect(step.caption == "makes a verifier, its challenge and a state")
        #expect(step.cargo.map(\.label) == ["code_verifier", "code_challenge", "state"])
        #expect(hop.exchange == "authorization-request")
    }

    /// The client opens the login page; the form on it is posted by the person.
    @Test func aLoginAtAProviderIsOpenedOnce() {
        var run = TraceBuilder(.july2026, Cast.four)
        run.send(.asMetadata, "client", "as", Make.get("/.well-known/openid-configuration"), Make.page())
        run.send(.idpLogin, "browser", "as", Make.get("/authorize?scope=openid"), Make.page())
        run.send(.idpLogin, "browser", "as", Make.form("/login", ["password": "p"]), Make.page())
        let launches = Flow(run.trace()).phases.flatMap(\.items).filter {
            if case .launch = $0 { true } else { false }
        }
        #expect(launches.count == 1)
    }

    @Test func negativeChecksDecideTheState() throws {
        let failed = Flow(Fixture.failedFlow)
        #expect(failed.exchanges.suffix(4).map(\.state) == [.failed, .failed, .failed, .failed])
        let token = try #require(failed.exchange("token-request"))
        #expect(token.verdict?.holds == false)
        #expect(failed.exchange("token-request-2")?.reply == FlowExchange.Reply.none(.lost))
        #expect(Flow(Fixture.stoppedAttack).exchange("token-request")?.state == .stopped)
        #expect(Flow(Fixture.documentFlow).exchanges.allSatisfy { $0.state == .ok })
        #expect(Flow(Fixture.documentFlow).exchange("token-request")?.verdict?.holds == true)
    }

    @Test func aCheckSwitchedOffIsSaid() {
        var trace = Fixture.stoppedAttack
        trace.outcome = .harmed
        trace.decisions[trace.decisions.count - 1].enforced = false
        let exchange = Flow(trace).exchange("token-request")
        #expect(exchange?.state == .attack)
        #expect(exchange?.verdict?.isEnforced == false)
    }

    @Test func knowledgeComesFromTheLedger() throws {
        let flow = Flow(Fixture.documentFlow)
        func holding(_ secret: String, _ role: Role) -> Flow.Holding? {
            flow.holdings.first { flow.secrets[$0.secret].id == secret && flow.lanes[$0.lane].role == role }
        }
        let made = try #require(holding("code_verifier", .client))
        #expect(made.gained == "makes it" && made.isBefore && made.step == "authorization-request")
        #expect(made.lost == "spent in step 10")
        #expect(holding("code_verifier", .browser) == nil)
        #expect(holding("code", .browser)?.isExposed == true)
        #expect(holding("code", .authorization)?.gained == "issues it")
        #expect(holding("access_token", .server)?.step == "mcp-discover")
        #expect(flow.held(by: 1).map(\.label) == ["access_token", "refresh_token"])
    }

    /// What has no thread is named at the end all the same: in the picture, in its label and in the list.
    @Test func theEndNamesWhatHasNoThread() throws {
        let flow = Flow(Fixture.documentFlow)
        let lane = try #require(flow.lanes.firstIndex { $0.role == .browser })
        #expect(flow.held(by: lane).isEmpty)
        #expect(flow.heldWithoutThread(by: lane) == ["password", "form token", "cookie"])
        let renderer = DiagramRenderer(flow)
        let end = renderer.drawing.end.serialized
        #expect(end.contains("User’s browser: password, form token and cookie;"))
        #expect(end.contains("Client metadata host: nothing secret."))
        let list = ListTwin(flow, prefix: "").markup.serialized
        #expect(list.contains("</b> <span class=\"pc\">password, form token, cookie</span>"))
        #expect(list.components(separatedBy: "nothing secret").count == 2)
    }

    @Test func severalOfAKindAreCounted() throws {
        var run = TraceBuilder(.july2026, Cast.four)
        for token in ["one", "two"] {
            run.send(.login, "browser", "as", Make.form("/login", ["form_token": .init(token)]), Make.page())
        }
        let flow = Flow(run.trace())
        let lane = try #require(flow.lanes.firstIndex { $0.role == .browser })
        #expect(flow.heldWithoutThread(by: lane) == ["2 form tokens"])
    }

    @Test func theKeyHasNoMarkThatOnlyThePictureHas() {
        let flow = Flow(Fixture.documentFlow)
        let whole = Legend(flow: flow, hasPicture: true).markup.serialized
        #expect(whole.contains("<li class=\"wide\"><svg class=\"t-ver\""))
        #expect(whole.contains(">client_id</span> public value"))
        let alone = Legend(flow: flow, hasPicture: false).markup.serialized
        #expect(!alone.contains("party holds the secret from here") && alone.contains("public value"))
    }

    @Test func namesOfSecretsAreThoseOfValues() {
        for trace in Fixture.all.map(\.trace) {
            let names = trace.secretNames
            for value in trace.values where value.kind.isSecret {
                #expect(names[TypedValue(value.kind, value.text)] == value.name, "\(trace.title)")
            }
        }
    }

    @Test func aTokenAskedAboutIsNotAnotherSecret() {
        var run = TraceBuilder(.july2026, Cast.four)
        run.send(.mcpToolsList, "client", "server", Make.rpc("tools/list", token: "at-9"), Make.reply([:]))
        run.send(
            .introspection, "server", "as", Make.form("/introspect", ["token": "at-9"]), Make.reply(["active": true]))
        let flow = Flow(run.trace())
        #expect(flow.secrets.map(\.label) == ["access_token"])
        #expect(flow.exchanges[1].cargo.map(\.label) == ["access_token"])
    }

    @Test func everySecretIsInThreadsTableAndList() throws {
        for name in fixtureNames {
            let renderer = DiagramRenderer(flow(name))
            let table = renderer.knowledgeTable()
            let list = ListTwin(renderer.flow, prefix: "").markup.serialized
            let drawn = Set(renderer.layout.threads.flatMap(\.secrets))
            for (index, secret) in renderer.flow.secrets.enumerated() {
                #expect(table.contains(">" + secret.label + "</span>"), "\(name): \(secret.id) in the table")
                guard secret.isThreaded else { continue }
                #expect(drawn.contains(index), "\(name): \(secret.id) in the threads")
                #expect(list.contains(">" + secret.label + "</span>"), "\(name): \(secret.id) in the list")
            }
        }
    }

    @Test func valuesAreNeverShown() {
        let page = DiagramRenderer(Flow(Fixture.documentFlow)).page
        for secret in [
            Fixture.code, Fixture.verifier.text, Fixture.challenge.text, Fixture.state.text, "at-1", "correct horse",
        ] {
            #expect(!page.contains(secret))
        }
    }

    @Test func anEmptyRunIsNoCrash() {
        let renderer = DiagramRenderer(Flow(TraceBuilder(.july2026, []).trace()))
        #expect(Elements.read(renderer.page) != nil)
        #expect(renderer.knowledgeTable().isEmpty)
        #expect(Elements.read(renderer.standaloneSVG()) != nil)
    }
}
