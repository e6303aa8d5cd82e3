output "api_host" {
  description = "Where the API's host name is to point at (CNAME or alias)."
  value       = aws_lb.api.dns_name
}

output "lake_url" {
  description = "Logs go below input/ of it."
  value       = "s3://${aws_s3_bucket.lake.id}"
}

# Variables that .github/workflows/deploy.yml reads from its environment `production`.
output "release_variables" {
  description = "Variables of the GitHub environment."
  value = {
    AWS_REGION      = var.region
    AWS_ROLE        = aws_iam_role.release.arn
    ECR_REPOSITORY  = aws_ecr_repository.image.repository_url
    CLUSTER         = aws_ecs_cluster.this.name
    SUBNETS         = join(",", var.private_subnet_ids)
    SECURITY_GROUPS = aws_security_group.worker.id
  }
}
