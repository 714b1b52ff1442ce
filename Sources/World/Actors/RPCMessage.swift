import Wire

/// One message of JSON-RPC 2.0 as MCP has it: a request, a notification, or a response.
struct RPCMessage {
    var body: JSON
    /// A string or an integer; nil in a notification.
    var id: JSON?
    /// Nil in a response.
    var method: String?

    var isNotification: Bool { method != nil && id == nil }

    /// Why a value is none, with the code of JSON-RPC 2.0 section 5.1, and the id where it could be read.
    struct Fault: Error {
        var id: JSON?
        var code = -32600
        var description: String
    }

    init(reading body: JSON) throws(Fault) {
        self.body = body
        guard body.members != nil else {
            throw Fault(description: body.array == nil ? "The body is not a JSON object" : "The body is a batch")
        }
        if let name = body.repeatedMember { throw Fault(description: "\(name) occurs more than once") }
        if let given = body["id"] {
            guard given.string != nil || given.isInteger else {
                throw Fault(description: "id is neither a string nor an integer")
            }
            id = given
        }
        guard body["jsonrpc"]?.string == "2.0" else { throw Fault(id: id, description: "jsonrpc is not “2.0”") }
        guard let named = body["method"] else {
            guard id != nil, (body["result"] == nil) != (body["error"] == nil) else {
                throw Fault(id: id, description: "method is missing")
            }
            return
        }
        guard let text = named.string else { throw Fault(id: id, description: "method is not a string") }
        method = text
        guard let params = body["params"], params.members == nil else { return }
        throw Fault(id: id, code: params.array == nil ? -32600 : -32602, description: "params is not an object")
    }
}

extension JSON {
    /// Whether it is a number without fraction.
    fileprivate var isInteger: Bool {
        guard case .number(let text) = self else { return false }
        return text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
