public import FoundationEssentials
import MeridianCore

/// The body of CreateFunction.
public struct CreateFunctionRequest: Sendable, Decodable {
    public var name: FunctionReference
    public var settings: FunctionSettings
    public var zip: Data
    public var publishes: Bool
    public var tags: [String: String]

    private enum CodingKeys: String, CodingKey {
        case name = "FunctionName"
        case code = "Code"
        case publishes = "Publish"
        case tags = "Tags"
        case packageType = "PackageType"
        case architectures = "Architectures"
    }

    public init(from decoder: any Decoder) throws {
        settings = try FunctionSettings(from: decoder)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try FunctionReference(container.decode(String.self, forKey: .name))
        if let type = try container.decodeIfPresent(String.self, forKey: .packageType), type != "Zip" {
            throw MeridianError(.lambdaNotOffered, "PackageType \(type) is not offered here; send a zip", status: 400)
        }
        try Architecture.check(container.decodeIfPresent([String].self, forKey: .architectures))
        zip = try container.decode(FunctionCode.self, forKey: .code).zip
        publishes = try container.decodeIfPresent(Bool.self, forKey: .publishes) ?? false
        tags = try container.decodeIfPresent([String: String].self, forKey: .tags) ?? [:]
        guard settings.handler != nil, settings.runtime != nil else {
            throw MeridianError(
                .lambdaParameterInvalid, "a function that is a zip needs Runtime and Handler; add them", status: 400)
        }
    }
}

/// Where the code of a function is.
struct FunctionCode: Decodable {
    var zip: Data

    private enum CodingKeys: String, CodingKey { case zip = "ZipFile" }

    init(from decoder: any Decoder) throws {
        try decoder.refuse([
            "S3Bucket": "send the zip itself as ZipFile", "S3Key": "send the zip itself as ZipFile",
            "ImageUri": "send a zip as ZipFile", "SourceKMSKeyArn": "leave it out",
        ])
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard let text = try container.decodeIfPresent(String.self, forKey: .zip) else {
            throw MeridianError(.lambdaParameterInvalid, "the code is missing; send the zip as ZipFile", status: 400)
        }
        guard let bytes = Data(base64Encoded: text) else {
            throw MeridianError(.lambdaBodyInvalid, "ZipFile is no Base64; encode the zip", status: 400)
        }
        zip = bytes
    }
}

/// The kind of processor that functions are for.
public enum Architecture {
    #if arch(arm64)
        public static let current = "arm64"
    #else
        public static let current = "x86_64"
    #endif

    static func check(_ wanted: [String]?) throws(MeridianError) {
        guard let other = wanted?.first(where: { $0 != current }) else { return }
        throw MeridianError(
            .lambdaNotOffered, "the architecture \(other) is not offered here; this machine is \(current)", status: 400)
    }
}
