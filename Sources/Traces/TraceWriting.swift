import Foundation
import Specs
import Wire

extension Trace {
    /// The trace as `trace.json`, described by `trace.schema.json`. Members stand in a fixed order; optional ones are
    /// left out rather than null, and so are empty lists and flags that are usual. `values` is derived from the rest and is there for readers that are not Wirescribe.
    public var json: JSON {
        [
            "format": JSON(Trace.format),
            "run": .string(run.description),
            "scenario": .string(run.scenario),
            "revision": .string(run.revision.rawValue),
            "variant": run.variant.map { .string($0) } ?? .null,
            "title": .string(title),
            "epoch": JSON(epoch),
            "outcome": .string(outcome.rawValue),
            "parties": .array(parties.map(\.json)),
            "exchanges": .array(exchanges.map(\.json)),
            "decisions": .array(decisions.map(\.json)),
            "values": .array(values.map(\.json)),
        ]
    }
}

extension JSON {
    /// An object without the members that are nil.
    static func object(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(members.compactMap { name, value in value.map { Member(name, $0) } })
    }
}

extension Party {
    var json: JSON {
        .object([
            "name": .string(name), "role": .string(role.rawValue), "label": .string(label),
            "origin": origin.map { .string($0) },
        ])
    }
}

extension Exchange {
    var json: JSON {
        let answeredJSON: JSON? = answered.map { $0.json(framing: nil) }
        var responseJSON: JSON?
        var failureJSON: JSON?
        switch outcome {
        case .response(let response): responseJSON = response.json(framing: framing?.response)
        case .failure(let failure): failureJSON = .string(failure.rawValue)
        }
        return .object([
            "id": .string(id), "kind": .string(kind.rawValue), "sender": .string(sender), "receiver": .string(receiver),
            "origin": .string(origin), "parent": parent.map { .string($0) }, "started": JSON(started),
            "ended": JSON(ended),
            "request": request.json(framing: framing?.request), "response": responseJSON, "failure": failureJSON,
            "answered": answeredJSON,
        ])
    }
}

extension Headers {
    var json: JSON { .array(list.map { .array([.string($0.name), .string($0.value)]) }) }
}

extension Request {
    func json(framing: [UInt8]?) -> JSON {
        let (text, base64) = bodyMembers(body)
        return .object([
            "method": .string(method), "target": .string(target),
            "version": version == "HTTP/1.1" ? nil : .string(version), "headers": headers.json, "body": text,
            "bodyBase64": base64, "framing": framing.map { .string(Data($0).base64EncodedString()) },
        ])
    }
}

extension Response {
    func json(framing: [UInt8]?) -> JSON {
        let (text, base64) = bodyMembers(body)
        return .object([
            "status": JSON(status), "reason": .string(reason), "headers": headers.json, "body": text,
            "bodyBase64": base64, "framing": framing.map { .string(Data($0).base64EncodedString()) },
        ])
    }
}

/// A body as text where it is UTF-8, else as base64; neither when empty.
private func bodyMembers(_ body: [UInt8]) -> (text: JSON?, base64: JSON?) {
    if body.isEmpty { return (nil, nil) }
    if let text = String(validating: body, as: UTF8.self) { return (.string(text), nil) }
    return (nil, .string(Data(body).base64EncodedString()))
}

extension Decision {
    var json: JSON {
        .object([
            "id": .string(id), "party": .string(party), "action": .string(action.rawValue),
            "during": during.map { .string($0) }, "position": JSON(position), "time": JSON(time),
            "check": finding.check.isEmpty ? nil : .string(finding.check), "summary": .string(finding.summary),
            "inputs": finding.inputs.isEmpty
                ? nil : .array(finding.inputs.map { .array([.string($0.name), .string($0.value)]) }),
            "expected": finding.expected.map { .string($0) }, "actual": finding.actual.map { .string($0) },
            "holds": finding.holds ? nil : false, "enforced": enforced ? nil : false,
            "values": values.isEmpty
                ? nil : .array(values.map { .array([.string($0.kind.rawValue), .string($0.text)]) }),
        ])
    }
}

extension Value {
    var json: JSON {
        .object([
            "id": .string(id), "kind": .string(kind.rawValue), "secret": kind.isSecret ? true : nil,
            "text": .string(text),
            "born": born.map { .string($0) },
            "occurrences": .array(
                occurrences.map { JSON([$0.exchange, $0.side.rawValue, $0.place.rawValue] + $0.path) }),
        ])
    }
}
