import Foundation
import JSONCodec
import LoadGenerator
import MeridianCore

/// What is sent when, as a file says it.
///
/// ```json
/// {"phases": [{"seconds": 10, "rate": 500}, {"seconds": 5, "rate": 500, "to": 5000}],
///  "targets": [{"path": "/items/1", "weight": 9, "criticality": "SHEDDABLE"},
///              {"path": "/checkout", "method": "POST", "body": "{}", "origin": "acme"}],
///  "connections": 64, "timeout": 10, "spacing": "poisson", "seed": 1, "retries": 0}
/// ```
struct LoadPlanFile: Decodable {
    struct Phase: Decodable {
        var seconds: Double
        /// Requests a second, at the beginning if `to` is given.
        var rate: Double
        var to: Double?

        enum CodingKeys: String, CodingKey, CaseIterable { case seconds, rate, to }

        init(from decoder: any Decoder) throws {
            try decoder.rejectUnknownKeys(CodingKeys.self)
            let container = try decoder.container(keyedBy: CodingKeys.self)
            seconds = try container.decode(Double.self, forKey: .seconds)
            rate = try container.decode(Double.self, forKey: .rate)
            to = try container.decodeIfPresent(Double.self, forKey: .to)
        }
    }

    struct Target: Decodable {
        var name: String?
        var path: String
        var method: String?
        var headers: [String: String]?
        var body: String?
        var weight: Double?
        var criticality: String?
        var origin: String?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case name, path, method, headers, body, weight, criticality, origin
        }

        init(from decoder: any Decoder) throws {
            try decoder.rejectUnknownKeys(CodingKeys.self)
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decodeIfPresent(String.self, forKey: .name)
            path = try container.decode(String.self, forKey: .path)
            method = try container.decodeIfPresent(String.self, forKey: .method)
            headers = try container.decodeIfPresent([String: String].self, forKey: .headers)
            body = try container.decodeIfPresent(String.self, forKey: .body)
            weight = try container.decodeIfPresent(Double.self, forKey: .weight)
            criticality = try container.decodeIfPresent(String.self, forKey: .criticality)
            origin = try container.decodeIfPresent(String.self, forKey: .origin)
        }
    }

    /// At least one.
    var phases: [Phase]
    /// None stands for the path of the URL.
    var targets: [Target]?
    var connections: Int?
    /// In seconds.
    var timeout: Double?
    var spacing: ArrivalSchedule.Spacing?
    var seed: UInt64?
    var retries: Int?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case phases, targets, connections, timeout, spacing, seed, retries
    }

    init(from decoder: any Decoder) throws {
        try decoder.rejectUnknownKeys(CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        phases = try container.decode([Phase].self, forKey: .phases)
        targets = try container.decodeIfPresent([Target].self, forKey: .targets)
        connections = try container.decodeIfPresent(Int.self, forKey: .connections)
        timeout = try container.decodeIfPresent(Double.self, forKey: .timeout)
        spacing = try container.decodeIfPresent(ArrivalSchedule.Spacing.self, forKey: .spacing)
        seed = try container.decodeIfPresent(UInt64.self, forKey: .seed)
        retries = try container.decodeIfPresent(Int.self, forKey: .retries)
    }

    /// - Throws: ``CommandFailure`` `MER-6216` with the way to what is wrong.
    init(path: String) throws(CommandFailure) {
        guard let data = try? RuleFile.content(path) else {
            throw CommandFailure(.loadPlanUnreadable, "the plan '\(path)' can't be read", status: .noInput)
        }
        guard (try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)) != nil else {
            throw CommandFailure(.loadPlanUnreadable, "the plan '\(path)' is not JSON")
        }
        do {
            self = try JSONDecoder().decode(LoadPlanFile.self, from: data)
        } catch let error as DecodingError {
            throw CommandFailure(.loadPlanUnreadable, "the plan '\(path)' \(Self.reason(error))")
        } catch {
            throw CommandFailure(.loadPlanUnreadable, "the plan '\(path)' can't be read: \(error)")
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        }
        return switch error {
        case .keyNotFound(let key, let context): "lacks '\(place(context.codingPath + [key]))'"
        case .typeMismatch(let type, let context): "has something else than \(type) at '\(place(context.codingPath))'"
        case .valueNotFound(let type, let context): "has null instead of \(type) at '\(place(context.codingPath))'"
        case .dataCorrupted(let context): "is wrong at '\(place(context.codingPath))': \(context.debugDescription)"
        @unknown default: "can't be decoded"
        }
    }
}

extension LoadPlanFile.Target {
    /// - Parameter headers: Of every request, which the target's own replace.
    func target(_ headers: [String: String]) -> LoadTarget {
        var fields = headers.merging(self.headers ?? [:]) { _, own in own }
        if let criticality { fields["x-meridian-criticality"] = criticality }
        if let origin { fields["x-meridian-origin"] = origin }
        let method = HTTPMethod(self.method?.uppercased() ?? "GET")
        return LoadTarget(
            name ?? "\(method) \(path)", method: method, path: path, headers: fields, body: body ?? "",
            weight: weight ?? 1)
    }
}
