import Access
import LambdaAPI
import MeridianCore

/// The addresses of the Lambda-compatible API, by the operations of AWS's model of the service.
///
/// A service is a function, its releases are the versions, and aliases are aliases: what is done here is done by the code
/// behind the platform's own addresses. Each operation looks at the permission itself, since names come in more forms than a
/// path's parameter.
struct LambdaEndpoints: Sendable {
    let platform: Platform
    let addresses: ServiceAddresses

    var services: LiveServices { platform.services }
    var records: LambdaRecords { platform.services.lambda }

    private static let functions = "/2015-03-31/functions"
    private static let function = "/2015-03-31/functions/{function}"

    /// Whether a path is one of this API, whose errors have a form of their own: it begins with a date.
    static func isAddress(_ path: String) -> Bool {
        let bytes = Array(path.utf8.prefix(12))
        guard bytes.count == 12 else { return false }
        return zip(bytes, "/0000-00-00/".utf8).allSatisfy { byte, form in
            form == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == form
        }
    }

    var all: [ControlEndpoint] {
        functionEndpoints + aliasEndpoints + concurrencyEndpoints + deliveryEndpoints + addressEndpoints + callEndpoints
    }

    private var functionEndpoints: [ControlEndpoint] {
        [
            ControlEndpoint(
                .post, Self.functions, needs: .someService(.publishReleases), records: "release.publish",
                answer: createFunction),
            ControlEndpoint(.get, Self.functions, needs: .someService(.readServices), answer: listFunctions),
            ControlEndpoint(.get, Self.function, needs: .someService(.readServices), answer: getFunction),
            ControlEndpoint(
                .delete, Self.function, needs: .someService(.publishReleases), records: "service.remove",
                answer: deleteFunction),
            ControlEndpoint(
                .get, Self.function + "/configuration", needs: .someService(.readServices), answer: getConfiguration),
            ControlEndpoint(
                .put, Self.function + "/configuration", needs: .someService(.publishReleases),
                records: "release.publish", answer: updateConfiguration),
            ControlEndpoint(
                .put, Self.function + "/code", needs: .someService(.publishReleases), records: "release.publish",
                answer: updateCode),
            ControlEndpoint(
                .post, Self.function + "/versions", needs: .someService(.publishReleases), records: "version.publish",
                answer: publishVersion),
            ControlEndpoint(
                .get, Self.function + "/versions", needs: .someService(.readServices), answer: listVersions),
            ControlEndpoint(
                .post, "/2017-03-31/tags/{function}", needs: .someService(.publishReleases), records: "tags.set",
                answer: tagResource),
            ControlEndpoint(
                .delete, "/2017-03-31/tags/{function}", needs: .someService(.publishReleases), records: "tags.remove",
                answer: untagResource),
            ControlEndpoint(
                .get, "/2017-03-31/tags/{function}", needs: .someService(.readServices), answer: listTags),
            ControlEndpoint(
                .get, "/2016-08-19/account-settings", needs: .someService(.readServices), answer: getAccountSettings),
        ]
    }

    private var aliasEndpoints: [ControlEndpoint] {
        [
            ControlEndpoint(
                .post, Self.function + "/aliases", needs: .someService(.changeTraffic), records: "alias.set",
                answer: createAlias),
            ControlEndpoint(
                .get, Self.function + "/aliases", needs: .someService(.readServices), answer: listAliases),
            ControlEndpoint(
                .get, Self.function + "/aliases/{alias}", needs: .someService(.readServices), answer: getAlias),
            ControlEndpoint(
                .put, Self.function + "/aliases/{alias}", needs: .someService(.changeTraffic), records: "alias.set",
                answer: updateAlias),
            ControlEndpoint(
                .delete, Self.function + "/aliases/{alias}", needs: .someService(.changeTraffic),
                records: "alias.remove", answer: deleteAlias),
        ]
    }

    private var concurrencyEndpoints: [ControlEndpoint] {
        let provisioned = "/2019-09-30/functions/{function}/provisioned-concurrency"
        return [
            ControlEndpoint(
                .put, "/2017-10-31/functions/{function}/concurrency", needs: .someService(.changeRules),
                records: "concurrency.set", answer: putConcurrency),
            ControlEndpoint(
                .delete, "/2017-10-31/functions/{function}/concurrency", needs: .someService(.changeRules),
                records: "concurrency.remove", answer: deleteConcurrency),
            ControlEndpoint(
                .get, "/2019-09-30/functions/{function}/concurrency", needs: .someService(.readServices),
                answer: getConcurrency),
            ControlEndpoint(
                .put, provisioned, needs: .someService(.changeRules), records: "standby.set", answer: putProvision),
            ControlEndpoint(.get, provisioned, needs: .someService(.readServices), answer: getProvision),
            ControlEndpoint(
                .delete, provisioned, needs: .someService(.changeRules), records: "standby.remove",
                answer: deleteProvision),
        ]
    }

    private var deliveryEndpoints: [ControlEndpoint] {
        let path = "/2019-09-25/functions/{function}/event-invoke-config"
        return [
            ControlEndpoint(
                .put, path, needs: .someService(.operateQueues), records: "delivery.set", answer: putEventInvoke),
            ControlEndpoint(
                .post, path, needs: .someService(.operateQueues), records: "delivery.set", answer: updateEventInvoke),
            ControlEndpoint(.get, path, needs: .someService(.readServices), answer: getEventInvoke),
            ControlEndpoint(
                .delete, path, needs: .someService(.operateQueues), records: "delivery.set", answer: deleteEventInvoke),
            ControlEndpoint(.get, path + "/list", needs: .someService(.readServices), answer: listEventInvoke),
        ]
    }

    private var addressEndpoints: [ControlEndpoint] {
        let path = "/2021-10-31/functions/{function}/url"
        return [
            ControlEndpoint(
                .post, path, needs: .someService(.changeTraffic), records: "address.set", answer: createFunctionURL),
            ControlEndpoint(.get, path, needs: .someService(.readServices), answer: getFunctionURL),
            ControlEndpoint(
                .put, path, needs: .someService(.changeTraffic), records: "address.set", answer: updateFunctionURL),
            ControlEndpoint(
                .delete, path, needs: .someService(.changeTraffic), records: "address.remove",
                answer: deleteFunctionURL),
            ControlEndpoint(
                .get, "/2021-10-31/functions/{function}/urls", needs: .someService(.readServices),
                answer: listFunctionURLs),
        ]
    }

    private var callEndpoints: [ControlEndpoint] {
        [
            ControlEndpoint(
                .post, Self.function + "/invocations", needs: .someService(.invokeFunctions), answer: invoke),
            ControlEndpoint(
                .post, "/2021-11-15/functions/{function}/response-streaming-invocations",
                needs: .someService(.invokeFunctions), answer: invokeStreaming),
        ]
    }
}
