package io.tailwater.tcp.api;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.rule.AccessRules;
import io.tailwater.core.security.rule.AclRule;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.CreateAclsRequestData;
import org.apache.kafka.common.message.CreateAclsRequestData.AclCreation;
import org.apache.kafka.common.message.CreateAclsResponseData;
import org.apache.kafka.common.message.CreateAclsResponseData.AclCreationResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Says who may do what; rules that make no sense are refused, the others made together. v2 and v3 change nothing here. */
final class CreateAclsHandler implements ApiHandler<CreateAclsRequestData, CreateAclsResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.CREATE_ACLS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 3);
    }

    @Override
    public CreateAclsRequestData decode(Readable body, short version) {
        return new CreateAclsRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, CreateAclsRequestData request) {
        return context.clusterRefusal(AclOperation.ALTER);
    }

    @Override
    public Future<CreateAclsResponseData> handle(RequestContext context, CreateAclsRequestData request) {
        AccessRules rules = context.broker().security().rules();
        if (rules == null) {
            return Future.succeededFuture(answer(request, Errors.SECURITY_DISABLED, AclWire.NO_RULES));
        }
        CreateAclsResponseData response = new CreateAclsResponseData();
        List<AclRule> wanted = new ArrayList<>();
        List<AclCreationResult> answers = new ArrayList<>();
        for (AclCreation creation : request.creations()) {
            AclCreationResult answer = new AclCreationResult().setErrorMessage(null);
            response.results().add(answer);
            try {
                wanted.add(AclWire.rule(creation));
                answers.add(answer);
            } catch (IllegalArgumentException e) {
                answer.setErrorCode(Errors.INVALID_REQUEST.code()).setErrorMessage(e.getMessage());
            }
        }
        return rules.add(wanted).map(result -> {
            if (result instanceof Result.Refused<Done> refused) {
                BrokerError error = refused.error();
                answers.forEach(
                        answer -> answer.setErrorCode(KafkaErrors.number(error)).setErrorMessage(error.message()));
            } else {
                wanted.forEach(rule -> context.broker()
                        .audit()
                        .note(context.connection().session(), AuditAction.RULE_CREATED, rule.toString()));
            }
            return response;
        });
    }

    private static CreateAclsResponseData answer(CreateAclsRequestData request, Errors error, String message) {
        CreateAclsResponseData response = new CreateAclsResponseData();
        for (int i = 0; i < request.creations().size(); i++) {
            response.results()
                    .add(new AclCreationResult().setErrorCode(error.code()).setErrorMessage(message));
        }
        return response;
    }

    @Override
    public CreateAclsResponseData failed(RequestContext context, CreateAclsRequestData request, Errors error) {
        return answer(request, error, error.message());
    }
}
