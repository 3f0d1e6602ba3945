import JSONCodec
import LambdaAPI
import MeridianCore
import NIOCore
import Testing

@Suite struct ShapeTests {
    private func read<Shape: Decodable>(_ type: Shape.Type, _ json: String) throws -> Shape {
        try JSON.decode(type, from: ByteBuffer(string: json))
    }

    private func refusal<Shape: Decodable>(_ type: Shape.Type, _ json: String) -> ErrorCode? {
        do {
            _ = try read(type, json)
            return nil
        } catch {
            return (error as? MeridianError)?.code
        }
    }

    private static let plain = """
        "FunctionName": "shop", "Runtime": "python3.12", "Handler": "app.handler", "Role": "arn:aws:iam::0:role/r"
        """

    @Test func readsAFunction() throws {
        let request = try read(
            CreateFunctionRequest.self,
            """
            {\(Self.plain), "Code": {"ZipFile": "UEs="}, "Timeout": 30, "MemorySize": 256, "Publish": true,
             "Environment": {"Variables": {"A": "1"}}, "Tags": {"team": "x"}, "VpcConfig": {"SubnetIds": []},
             "TracingConfig": {"Mode": "PassThrough"}, "Layers": [], "PackageType": "Zip"}
            """)
        #expect(request.name.name == "shop")
        #expect(request.zip.elementsEqual([0x50, 0x4B]))
        #expect(request.publishes)
        #expect(request.settings.timeout == 30)
        #expect(request.settings.environment == ["A": "1"])
        #expect(request.tags == ["team": "x"])
    }

    @Test(arguments: [
        (#""Layers": ["arn:aws:lambda:x"]"#, ErrorCode.lambdaNotOffered),
        (#""VpcConfig": {"SubnetIds": ["a"]}"#, .lambdaNotOffered),
        (#""PackageType": "Image""#, .lambdaNotOffered), (#""Architectures": ["sparc"]"#, .lambdaNotOffered),
        (#""Timeout": 0"#, .lambdaParameterInvalid), (#""MemorySize": 1"#, .lambdaParameterInvalid),
    ])
    func refusesWhatItDoesNotOffer(member: String, code: ErrorCode) {
        #expect(
            refusal(CreateFunctionRequest.self, "{\(Self.plain), \"Code\": {\"ZipFile\": \"UEs=\"}, \(member)}") == code
        )
    }

    @Test func codeIsAZipInBase64() {
        #expect(refusal(UpdateCodeRequest.self, #"{"ZipFile": "?"}"#) == .lambdaBodyInvalid)
        #expect(refusal(UpdateCodeRequest.self, #"{"S3Bucket": "b", "S3Key": "k"}"#) == .lambdaNotOffered)
        #expect(refusal(UpdateCodeRequest.self, "{}") == .lambdaParameterInvalid)
    }

    @Test(arguments: [(0.1, 10), (0.01, 1), (0.29, 29), (0.99, 99)])
    func aWeightIsAPercentage(weight: Double, percent: Int) throws {
        let candidate = try #require(try AliasRouting(weights: ["3": weight]).candidate())
        #expect(candidate == (3, percent))
    }

    @Test(arguments: [["3": 0.005], ["3": 1], ["3": -0.1], ["x": 0.5], ["3": 0.1, "4": 0.1]])
    func refusesOtherWeights(weights: [String: Double]) {
        let error = #expect(throws: MeridianError.self) { try AliasRouting(weights: weights).candidate() }
        #expect(error?.code == .lambdaParameterInvalid)
    }

    @Test func listsArePagedByTheirNames() throws {
        let names = (1...5).map { "f\($0)" }
        var (seen, marker): ([String], String?) = ([], nil)
        repeat {
            let page = try ListPage(QueryItems("MaxItems=2" + (marker.map { "&Marker=\($0)" } ?? ""))).of(names) { $0 }
            #expect(page.items.count <= 2)
            seen += page.items
            marker = page.next
        } while marker != nil
        #expect(seen == names)
        #expect(throws: MeridianError.self) { try ListPage(QueryItems("MaxItems=0")) }
    }

    @Test func faultsHaveTheTypesOfTheService() {
        let unknown = LambdaFault(MeridianError(.lambdaFunctionUnknown, "there is no function 'x'", status: 404))
        #expect(unknown.head.fields["x-amzn-errortype"] == "ResourceNotFoundException")
        #expect(
            String(buffer: unknown.body) == #"{"Type":"User","Message":"MER-6701: there is no function 'x'"}"#)
        let throttled = LambdaFault(MeridianError(.lambdaThrottled, "busy", status: 429, retryAfter: 1))
        #expect(throttled.status == 429)
        #expect(throttled.head.fields["retry-after"] == "1")
        #expect(
            String(buffer: throttled.body).contains(#""Reason":"ReservedFunctionConcurrentInvocationLimitExceeded""#))
        #expect(LambdaFault(MeridianError(.handlerFailed, "x", status: 500)).type == "ServiceException")
    }
}
