import Control
import Foundation
import MeridianCore

/// Where a function is loaded.
struct CapacityAddress: Equatable {
    var url: String
    var method: HTTPMethod

    /// The first HTTP trigger whose path needs no values, or the path that is given, on the service's host.
    /// - Throws: ``CommandFailure`` `MER-6672` without one.
    init(
        of function: FunctionDocument, path: String?, method: String?, service address: String
    ) throws(CommandFailure) {
        if let path {
            guard path.hasPrefix("/") else {
                throw CommandFailure(.badArgument, "--path '\(path)' must begin with /")
            }
            let base = address.hasSuffix("/") ? String(address.dropLast()) : address
            self.init(url: base + path, method: HTTPMethod(method?.uppercased() ?? "GET"))
            return
        }
        let title = "\(function.service)/\(function.name)"
        var paths: [String] = []
        for binding in function.triggers {
            guard case .http(let http) = binding.trigger, let address = binding.address else { continue }
            guard !address.contains("{") else {
                paths.append(http.path)
                continue
            }
            let own = http.methods.isEmpty || http.methods.contains(.get) ? HTTPMethod.get : http.methods[0]
            self.init(url: address, method: method.map { HTTPMethod($0.uppercased()) } ?? own)
            return
        }
        let reason = paths.isEmpty ? "has no HTTP trigger" : "answers \(paths.joined(separator: ", "))"
        throw CommandFailure(
            .capacityAddressMissing, "\(title) \(reason); say with --path which one to ask for", status: .usage)
    }

    private init(url: String, method: HTTPMethod) {
        self.url = url
        self.method = method
    }
}
