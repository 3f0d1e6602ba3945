#include "ScriptHosts.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char main_mjs[] = {
#embed "javascript/main.mjs"
};

static const char service_mjs[] = {
#embed "javascript/service.mjs"
};

static const char routes_mjs[] = {
#embed "javascript/routes.mjs"
};

static const char problems_mjs[] = {
#embed "javascript/problems.mjs"
};

static const char deliveries_mjs[] = {
#embed "javascript/deliveries.mjs"
};

static const char cloudevents_mjs[] = {
#embed "javascript/cloudevents.mjs"
};

static const char server_mjs[] = {
#embed "javascript/server.mjs"
};

static const char schedule_mjs[] = {
#embed "javascript/schedule.mjs"
};

static const char texts_mjs[] = {
#embed "javascript/texts.mjs"
};

static const char hosts_app_mjs[] = {
#embed "javascript/hosts/app.mjs"
};

static const char hosts_knative_mjs[] = {
#embed "javascript/hosts/knative.mjs"
};

static const char hosts_fc_mjs[] = {
#embed "javascript/hosts/fc.mjs"
};

static const char hosts_lambda_mjs[] = {
#embed "javascript/hosts/lambda.mjs"
};

static const char hosts_openwhisk_mjs[] = {
#embed "javascript/hosts/openwhisk.mjs"
};

static const char hosts_azure_mjs[] = {
#embed "javascript/hosts/azure.mjs"
};

#define SCRIPT(path, symbol) {path, symbol, sizeof symbol}

static const struct script_host_file files[] = {
    SCRIPT("main.mjs", main_mjs),
    SCRIPT("service.mjs", service_mjs),
    SCRIPT("routes.mjs", routes_mjs),
    SCRIPT("problems.mjs", problems_mjs),
    SCRIPT("deliveries.mjs", deliveries_mjs),
    SCRIPT("cloudevents.mjs", cloudevents_mjs),
    SCRIPT("server.mjs", server_mjs),
    SCRIPT("schedule.mjs", schedule_mjs),
    SCRIPT("texts.mjs", texts_mjs),
    SCRIPT("hosts/app.mjs", hosts_app_mjs),
    SCRIPT("hosts/knative.mjs", hosts_knative_mjs),
    SCRIPT("hosts/fc.mjs", hosts_fc_mjs),
    SCRIPT("hosts/lambda.mjs", hosts_lambda_mjs),
    SCRIPT("hosts/openwhisk.mjs", hosts_openwhisk_mjs),
    SCRIPT("hosts/azure.mjs", hosts_azure_mjs),
};

const int script_host_file_count = sizeof files / sizeof files[0];

struct script_host_file script_host_file(int index) { return files[index]; }
