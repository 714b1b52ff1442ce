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
        let problems = plan.expectation.problems(in: trace)
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
        var results = [Result<Trace, any Error>?](repeating: nil, count: plans.count)
        await withTaskGroup(of: (Int, Result<Trace, any Error>).self) { group in
            var next = 0
            var done = 0
            func addTask() {
                guard next < plans.count else { return }
                let index = next
                let plan = plans[index]
                next += 1
                group.addTask {
                    do { return (index, .success(try await record(plan))) } catch { return (index, .failure(error)) }
                }
            }
            for _ in 0..<max(1, parallel) { addTask() }
            while let (index, result) = await group.next() {
                results[index] = result
                done += 1
                progress(done)
                addTask()
            }
        }
        var traces: [Trace] = []
        var problems: [Problem] = []
        for result in results {
            switch result {
            case .success(let trace)?: traces.append(trace)
            case .failure(let error as Problems)?: problems += error.list
            case .failure(let error as Problem)?: problems.append(error)
            case .failure(let error)?: throw error
            case nil: break
            }
        }
        if !problems.isEmpty { throw Problems(problems) }
        return traces
    }
}
