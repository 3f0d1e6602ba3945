#include "IsolatePrelude.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char boot_js[] = {
#embed "javascript/boot.js"
};

static const char webidl_js[] = {
#embed "javascript/webidl.js"
};

static const char tasks_js[] = {
#embed "javascript/tasks.js"
};

static const char promises_js[] = {
#embed "javascript/promises.js"
};

static const char domexception_js[] = {
#embed "javascript/domexception.js"
};

static const char events_js[] = {
#embed "javascript/events.js"
};

static const char abort_js[] = {
#embed "javascript/abort.js"
};

static const char timers_js[] = {
#embed "javascript/timers.js"
};

static const char console_js[] = {
#embed "javascript/console.js"
};

static const char inspect_js[] = {
#embed "javascript/inspect.js"
};

static const char base64_js[] = {
#embed "javascript/base64.js"
};

static const char encoding_js[] = {
#embed "javascript/encoding.js"
};

static const char encodings_js[] = {
#embed "javascript/encodings.js"
};

static const char encodingstreams_js[] = {
#embed "javascript/encodingstreams.js"
};

static const char url_js[] = {
#embed "javascript/url.js"
};

static const char urlsearchparams_js[] = {
#embed "javascript/urlsearchparams.js"
};

static const char urlpattern_js[] = {
#embed "javascript/urlpattern.js"
};

static const char urlpatternparser_js[] = {
#embed "javascript/urlpatternparser.js"
};

static const char bloburls_js[] = {
#embed "javascript/bloburls.js"
};

static const char mimetype_js[] = {
#embed "javascript/mimetype.js"
};

static const char blob_js[] = {
#embed "javascript/blob.js"
};

static const char filereader_js[] = {
#embed "javascript/filereader.js"
};

static const char formdata_js[] = {
#embed "javascript/formdata.js"
};

static const char multipart_js[] = {
#embed "javascript/multipart.js"
};

static const char headers_js[] = {
#embed "javascript/headers.js"
};

static const char body_js[] = {
#embed "javascript/body.js"
};

static const char request_js[] = {
#embed "javascript/request.js"
};

static const char response_js[] = {
#embed "javascript/response.js"
};

static const char fetch_js[] = {
#embed "javascript/fetch.js"
};

static const char queuing_js[] = {
#embed "javascript/queuing.js"
};

static const char readable_js[] = {
#embed "javascript/readable.js"
};

static const char readableoperations_js[] = {
#embed "javascript/readableoperations.js"
};

static const char readablebytes_js[] = {
#embed "javascript/readablebytes.js"
};

static const char bytetee_js[] = {
#embed "javascript/bytetee.js"
};

static const char writable_js[] = {
#embed "javascript/writable.js"
};

static const char transform_js[] = {
#embed "javascript/transform.js"
};

static const char pipe_js[] = {
#embed "javascript/pipe.js"
};

static const char compression_js[] = {
#embed "javascript/compression.js"
};

static const char webassembly_js[] = {
#embed "javascript/webassembly.js"
};

static const char structuredclone_js[] = {
#embed "javascript/structuredclone.js"
};

static const char messaging_js[] = {
#embed "javascript/messaging.js"
};

static const char performance_js[] = {
#embed "javascript/performance.js"
};

static const char cryptokey_js[] = {
#embed "javascript/cryptokey.js"
};

static const char crypto_js[] = {
#embed "javascript/crypto.js"
};

static const char cryptoalgorithms_js[] = {
#embed "javascript/cryptoalgorithms.js"
};

static const char cryptoaes_js[] = {
#embed "javascript/cryptoaes.js"
};

static const char cryptorsa_js[] = {
#embed "javascript/cryptorsa.js"
};

static const char network_js[] = {
#embed "javascript/network.js"
};

static const char binding_js[] = {
#embed "javascript/binding.js"
};

static const char navigator_js[] = {
#embed "javascript/navigator.js"
};

static const char serve_js[] = {
#embed "javascript/serve.js"
};

#define SCRIPT(NAME) {#NAME ".js", NAME##_js, sizeof NAME##_js}

static const struct isolate_prelude_script scripts[] = {
    SCRIPT(boot),
    SCRIPT(webidl),
    SCRIPT(tasks),
    SCRIPT(promises),
    SCRIPT(domexception),
    SCRIPT(events),
    SCRIPT(abort),
    SCRIPT(timers),
    SCRIPT(console),
    SCRIPT(inspect),
    SCRIPT(base64),
    SCRIPT(encoding),
    SCRIPT(encodings),
    SCRIPT(encodingstreams),
    SCRIPT(url),
    SCRIPT(urlsearchparams),
    SCRIPT(urlpattern),
    SCRIPT(urlpatternparser),
    SCRIPT(bloburls),
    SCRIPT(mimetype),
    SCRIPT(blob),
    SCRIPT(filereader),
    SCRIPT(formdata),
    SCRIPT(multipart),
    SCRIPT(headers),
    SCRIPT(body),
    SCRIPT(request),
    SCRIPT(response),
    SCRIPT(fetch),
    SCRIPT(queuing),
    SCRIPT(readable),
    SCRIPT(readableoperations),
    SCRIPT(readablebytes),
    SCRIPT(bytetee),
    SCRIPT(writable),
    SCRIPT(transform),
    SCRIPT(pipe),
    SCRIPT(compression),
    SCRIPT(webassembly),
    SCRIPT(structuredclone),
    SCRIPT(messaging),
    SCRIPT(performance),
    SCRIPT(cryptokey),
    SCRIPT(crypto),
    SCRIPT(cryptoalgorithms),
    SCRIPT(cryptoaes),
    SCRIPT(cryptorsa),
    SCRIPT(network),
    SCRIPT(binding),
    SCRIPT(navigator),
    SCRIPT(serve),
};

const int isolate_prelude_count = sizeof scripts / sizeof scripts[0];

struct isolate_prelude_script isolate_prelude_script(int index) { return scripts[index]; }
