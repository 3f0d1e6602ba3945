public import MeridianCore

extension SampleEvent {
    /// A request through an API Gateway HTTP API: payload format 2.0.
    /// - Parameters:
    ///   - routeKey: The route that took it.
    public static func apiGatewayV2(
        _ request: SampleRequest = SampleRequest(.get, "/items/7?size=20"), routeKey: String = "$default",
        stage: String = "$default"
    ) -> SampleEvent {
        httpAPI(
            request, apiID: "a1b2c3d4e5", host: "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
            account: SampleText.awsAccount, routeKey: routeKey, stage: stage)
    }

    /// A request to a Lambda function URL without authentication; it has the payload format 2.0 as well.
    public static func functionURL(
        _ request: SampleRequest = SampleRequest(.get, "/items/7?size=20")
    ) -> SampleEvent {
        httpAPI(
            request, apiID: "k3jd82hf7qmz", host: "k3jd82hf7qmz.lambda-url.us-east-1.on.aws", account: "anonymous",
            routeKey: "$default", stage: "$default")
    }

    /// A request through an API Gateway REST API with proxy integration (payload format 1.0).
    /// - Parameters:
    ///   - resource: The resource's path, such as `/items/{id}`.
    ///   - pathParameters: What stood in its braces; by default the whole path for `/{proxy+}`.
    public static func apiGatewayV1(
        _ request: SampleRequest = SampleRequest(.get, "/items/7?size=20"), resource: String = "/{proxy+}",
        pathParameters: [(String, String)]? = nil, stage: String = "prod"
    ) -> SampleEvent {
        let host = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com"
        let fields = request.fields(host: host)
        let proxied = resource == "/{proxy+}" ? [("proxy", String(request.path.dropFirst()))] : nil
        let parameters = pathParameters ?? proxied
        return SampleEvent([
            "resource": .string(resource),
            "path": .string(request.path),
            "httpMethod": .string(request.method.rawValue),
            "headers": single(fields),
            "multiValueHeaders": multiple(fields),
            "queryStringParameters": request.query.isEmpty ? .null : single(request.queryItems),
            "multiValueQueryStringParameters": request.query.isEmpty ? .null : multiple(request.queryItems),
            "pathParameters": parameters.map { SampleJSON.strings($0) } ?? .null,
            "stageVariables": .null,
            "requestContext": [
                "accountId": .string(SampleText.awsAccount),
                "apiId": "a1b2c3d4e5",
                "domainName": .string(host),
                "domainPrefix": "a1b2c3d4e5",
                "extendedRequestId": "MRTsmplExtId=",
                "httpMethod": .string(request.method.rawValue),
                "identity": [
                    "accessKey": .null, "accountId": .null, "caller": .null, "cognitoAuthenticationProvider": .null,
                    "cognitoAuthenticationType": .null, "cognitoIdentityId": .null, "cognitoIdentityPoolId": .null,
                    "principalOrgId": .null, "sourceIp": .string(SampleText.clientAddress), "user": .null,
                    "userAgent": .string(SampleText.userAgent), "userArn": .null,
                ],
                "path": .string("/" + stage + request.path),
                "protocol": "HTTP/1.1",
                "requestId": .string(SampleText.uuid(1)),
                "requestTime": .string(SampleMoment.standard.logStyle),
                "requestTimeEpoch": .integer(SampleMoment.standard.milliseconds),
                "resourceId": "abc123",
                "resourcePath": .string(resource),
                "stage": .string(stage),
            ],
            "body": request.body.isEmpty ? .null : .string(request.body),
            "isBase64Encoded": false,
        ])
    }

    /// A request through an Application Load Balancer. The query comes as it was sent, not decoded.
    /// - Parameter multiValue: Whether the target group has multi-value headers switched on.
    public static func loadBalancer(
        _ request: SampleRequest = SampleRequest(.get, "/items/7?size=20"), multiValue: Bool = false
    ) -> SampleEvent {
        let trace = ("x-amzn-trace-id", "Root=1-69a40858-000000000000000000000001")
        let fields = request.fields(host: "shop-1234567890.us-east-1.elb.amazonaws.com") + [trace]
        let query = request.query.split(separator: "&").map { item -> (name: String, value: String) in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
        return SampleEvent([
            "requestContext": [
                "elb": [
                    "targetGroupArn": .string(
                        "arn:aws:elasticloadbalancing:us-east-1:\(SampleText.awsAccount):targetgroup/shop/0123456789abcdef"
                    )
                ]
            ],
            "httpMethod": .string(request.method.rawValue),
            "path": .string(request.path),
            multiValue ? "multiValueQueryStringParameters" : "queryStringParameters":
                multiValue ? multiple(query) : single(query),
            multiValue ? "multiValueHeaders" : "headers": multiValue ? multiple(fields) : single(fields),
            "body": .string(request.body),
            "isBase64Encoded": false,
        ])
    }

    private static func httpAPI(
        _ request: SampleRequest, apiID: String, host: String, account: String, routeKey: String, stage: String
    ) -> SampleEvent {
        let fields = request.fields(host: host)
        let cookies = fields.filter { $0.name == "cookie" }.flatMap { $0.value.split(separator: ";") }
            .map { SampleJSON.string(String($0.drop { $0 == " " })) }
        let query = joined(request.queryItems)
        return SampleEvent(
            .members(
                ("version", "2.0"),
                ("routeKey", .string(routeKey)),
                ("rawPath", .string(request.path)),
                ("rawQueryString", .string(request.query)),
                ("cookies", cookies.isEmpty ? nil : .array(cookies)),
                ("headers", joined(fields.filter { $0.name != "cookie" })),
                ("queryStringParameters", request.query.isEmpty ? nil : query),
                (
                    "requestContext",
                    [
                        "accountId": .string(account),
                        "apiId": .string(apiID),
                        "domainName": .string(host),
                        "domainPrefix": .string(apiID),
                        "http": [
                            "method": .string(request.method.rawValue),
                            "path": .string(request.path),
                            "protocol": "HTTP/1.1",
                            "sourceIp": .string(SampleText.clientAddress),
                            "userAgent": .string(SampleText.userAgent),
                        ],
                        "requestId": .string(SampleText.uuid(1)),
                        "routeKey": .string(routeKey),
                        "stage": .string(stage),
                        "time": .string(SampleMoment.standard.logStyle),
                        "timeEpoch": .integer(SampleMoment.standard.milliseconds),
                    ]
                ),
                ("body", request.body.isEmpty ? nil : .string(request.body)),
                ("isBase64Encoded", false)))
    }

    /// The last value of each name.
    private static func single(_ pairs: [(name: String, value: String)]) -> SampleJSON {
        .strings(SampleRequest.grouped(pairs).map { ($0.name, $0.values.last ?? "") })
    }

    /// Every value of each name.
    private static func multiple(_ pairs: [(name: String, value: String)]) -> SampleJSON {
        .object(SampleRequest.grouped(pairs).map { .init($0.name, .array($0.values.map(SampleJSON.string))) })
    }

    /// The values of each name with commas between them.
    static func joined(_ pairs: [(name: String, value: String)]) -> SampleJSON {
        .strings(SampleRequest.grouped(pairs).map { ($0.name, $0.values.joined(separator: ",")) })
    }
}
