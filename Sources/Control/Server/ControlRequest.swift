import Access
import FoundationEssentials
import MeridianCore
import NIOCore

/// A request to the control API.
struct ControlRequest: Sendable {
    let head: RequestHead
    /// What the path's parameters stand for.
    let parameters: [String: String]
    let query: QueryItems
    let requestID: String
    let body: RequestBody
    /// Who asks.
    let principal: Principal
    /// The address that the connection comes from.
    let client: String?
    let change = ChangeNote()

    init(
        head: RequestHead, parameters: [String: String], requestID: String, body: RequestBody, principal: Principal,
        client: String?
    ) {
        self.head = head
        self.parameters = parameters
        self.query = QueryItems(head.query)
        self.requestID = requestID
        self.body = body
        self.principal = principal
        self.client = client
    }

    /// The service that the path names.
    func service() throws(MeridianError) -> ServiceName {
        let text = parameters["service"] ?? ""
        guard let name = ServiceName(text) else {
            throw MeridianError(
                .badControlRequest, "'\(text)' is no service name: \(ServiceName.rule)", status: 400)
        }
        return name
    }

    /// The function that the path names.
    func function() throws(MeridianError) -> FunctionName {
        let text = parameters["function"] ?? ""
        guard let name = FunctionName(text) else {
            throw MeridianError(
                .badControlRequest, "'\(text)' is no function name: \(FunctionName.rule)", status: 400)
        }
        return name
    }

    /// A whole number of the query.
    func number(_ name: String, in range: ClosedRange<Int>) throws(MeridianError) -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw MeridianError(
                .badControlRequest,
                "'\(name)=\(text)' is no whole number from \(range.lowerBound) to \(range.upperBound)", status: 400)
        }
        return number
    }

    /// A switch of the query: present without a value, `1` or `true` turn it on, `0` or `false` off.
    /// - Parameter missing: What it is when it is not there.
    func flag(_ name: String, otherwise missing: Bool = false) throws(MeridianError) -> Bool {
        switch query[name] {
        case nil: return missing
        case "", "1", "true": return true
        case "0", "false": return false
        case let text?:
            throw MeridianError(.badControlRequest, "'\(name)=\(text)' is neither true nor false", status: 400)
        }
    }
}
