import Authoring
import Traces
import World

/// Runs plans and holds them to their expectations.
public enum Engine {
    /// Records one run and checks what came of it.
    ///
    /// - Throws: ``Problems`` with everything that is not as expected.
    public static func record(_ plan: RunPlan) async throws -> Trace {
        let trace = try await run(plan)
        try judge(trace, plan)
        return trace
    }

    /// Holds a trace to what its plan expects. Throws ``Problems`` with every difference.
    public static func judge(_ trace: Trace, _ plan: RunPlan) throws {
        let problems = plan.expectation.problems(in: trace) + ProtocolCheck.problems(in: trace, of: plan)
        if !problems.isEmpty { throw Problems(problems) }
    }

    /// Records one run without judging it.
    ///
    /// - Throws: ``Problem`` when the world cannot be built or the two ends of an exchange disagree.
    public static func run(_ plan: RunPlan) async throws -> Trace {
        do {
            let stage = try await Stage(plan.id, cast: plan.cast)
            var outcome = Trace.Outcome.success
            do {
                for step in plan.steps {
                    do { try await step.perform(on: stage) } catch let stop as ClientStop {
                        // What others do goes on; the client itself tries again only when a later step says so.
                        outcome = stop.outcome
                    }
                }
            } catch {
                _ = try? await stage.finish(title: plan.title, outcome: .refused)
                throw error
            }
            return try await stage.finish(title: plan.title, outcome: plan.expectation.judged(outcome))
        } catch let problem as Problem {
            throw problem
        } catch {
            throw plan.place.problem("\(plan.id) could not be recorded: \(error)")
        }
    }

    /// Records many runs, several at a time, and gives them back in the order asked for.
    ///
    /// - Parameters:
    ///   - parallel: how many runs go on at once; each is sequential inside.
    ///   - progress: called after each run with the number done so far.
    /// - Throws: ``Problems`` of all runs together.
    public static func record(
        _ plans: [RunPlan], parallel: Int = 4, progress: @Sendable (Int) -> Void = { _ in }
    ) async throws -> [Trace] {
        var ends: [End] = []
        await withTaskGroup(of: End.self) { group in
            for (index, plan) in plans.enumerated() {
                if index >= max(1, parallel), let end = await group.next() {
                    ends.append(end)
                    progress(ends.count)
                }
                group.addTask { await End(index, plan) }
            }
            for await end in group {
                ends.append(end)
                progress(ends.count)
            }
        }
        ends.sort { $0.index < $1.index }
        if let failure = ends.lazy.compactMap(\.failure).first { throw failure }
        let problems = ends.flatMap(\.problems)
        let traces = ends.compactMap(\.trace)
        if !problems.isEmpty { throw Problems(problems) }
        return traces
    }

    /// What came of one plan.
    private struct End: Sendable {
        var index: Int
        var trace: Trace?
        var problems: [Problem] = []
        var failure: (any Error)?

        init(_ index: Int, _ plan: RunPlan) async {
            self.index = index
            do {
                trace = try await Engine.record(plan)
            } catch let error as Problems {
                problems = error.list
            } catch let error as Problem {
                problems = [error]
            } catch {
                failure = error
            }
        }
    }
}
