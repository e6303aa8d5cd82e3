#!/usr/bin/env bash
# Releases a version whose image is in the registry; an earlier version is a rollback.
#   deploy/aws/release.sh 0.1.0
# The environment has what `terraform output release_variables` says: CLUSTER, ECR_REPOSITORY, SUBNETS, SECURITY_GROUPS.
# Each part gets a new revision of its task definition with that image, in an order that keeps the system going: the
# database is expanded first, workers and API follow, and the schedule last.
set -euo pipefail

version=${1:?usage: deploy/aws/release.sh VERSION}
: "${CLUSTER:?}" "${ECR_REPOSITORY:?}" "${SUBNETS:?}" "${SECURITY_GROUPS:?}"
image="$ECR_REPOSITORY:$version"
network="awsvpcConfiguration={subnets=[$SUBNETS],securityGroups=[$SECURITY_GROUPS],assignPublicIp=DISABLED}"

# Fields that AWS returns for a task definition and refuses in a new one.
readonly OF_DESCRIPTIONS='["taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities",
  "registeredAt", "registeredBy", "deregisteredAt"]'

# Prints the ARN of a new revision of a part's task definition.
revise() {
  local definition
  definition=$(aws ecs describe-task-definition --task-definition "$CLUSTER-$1" --query taskDefinition --output json |
    node -e '
      const definition = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
      const [image, ofDescriptions] = process.argv.slice(1);
      for (const container of definition.containerDefinitions) container.image = image;
      for (const name of JSON.parse(ofDescriptions)) delete definition[name];
      console.log(JSON.stringify(definition));
    ' "$image" "$OF_DESCRIPTIONS")
  aws ecs register-task-definition --cli-input-json "$definition" \
    --query taskDefinition.taskDefinitionArn --output text
}

# Runs a one-shot task; fails unless its exit code is 0.
run_once() {
  local definition task code
  definition=$(revise "$1")
  task=$(aws ecs run-task --cluster "$CLUSTER" --task-definition "$definition" --launch-type FARGATE \
    --network-configuration "$network" --query 'tasks[0].taskArn' --output text)
  if [ "$task" = None ]; then
    echo "$1 could not be started" >&2
    exit 1
  fi
  aws ecs wait tasks-stopped --cluster "$CLUSTER" --tasks "$task"
  code=$(aws ecs describe-tasks --cluster "$CLUSTER" --tasks "$task" \
    --query 'tasks[0].containers[0].exitCode' --output text)
  if [ "$code" != 0 ]; then
    echo "$1 has ended with $code; its log is in the group /$CLUSTER/tasks, stream $1" >&2
    exit 1
  fi
  echo "$1 is done"
}

# Replaces the tasks of a service by the new revision.
replace() {
  local definition
  definition=$(revise "$1")
  aws ecs update-service --cluster "$CLUSTER" --service "$1" --task-definition "$definition" --output text \
    --query service.serviceName >/dev/null
}

run_once database-users
run_once migrate
replace worker
replace api
# If the new revision cannot start, the service rolls back and is stable too: the next lines detect that.
aws ecs wait services-stable --cluster "$CLUSTER" --services worker api
for part in worker api; do
  running=$(aws ecs describe-services --cluster "$CLUSTER" --services "$part" \
    --query 'services[0].taskDefinition' --output text)
  wanted=$(aws ecs describe-task-definition --task-definition "$CLUSTER-$part" \
    --query taskDefinition.taskDefinitionArn --output text)
  if [ "$running" != "$wanted" ]; then
    echo "$part runs $running again, since $wanted did not start" >&2
    exit 1
  fi
  echo "$part runs $version"
done
revise doctor >/dev/null
run_once schedule
